package sample.reactive;

import reactor.netty.resources.LoopResources;

import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;

/**
 * Netty with one event loop for all requests: whoever holds it up holds up all of them.
 */
@Configuration(proxyBeanMethods = false)
class OneLoop {

	static final String NAME = "one-loop";

	@Bean
	ReactorResourceFactory loops() {
		ReactorResourceFactory loops = new ReactorResourceFactory();
		loops.setUseGlobalResources(false);
		loops.setLoopResourcesSupplier(() -> LoopResources.create(NAME, 1, true));
		return loops;
	}

	@Bean
	NettyReactiveWebServerFactory netty(ReactorResourceFactory loops) {
		NettyReactiveWebServerFactory netty = new NettyReactiveWebServerFactory();
		netty.setResourceFactory(loops);
		return netty;
	}

}
