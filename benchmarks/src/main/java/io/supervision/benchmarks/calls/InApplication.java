package io.supervision.benchmarks.calls;

import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * An application for as long as a benchmark runs, with everything auto-configured that is
 * on the class path. Calls that hang are looked for in each component of it.
 */
@State(Scope.Benchmark)
public abstract class InApplication {

	final ConfigurableApplicationContext application;

	/**
	 * Start an application.
	 * @param configuration what is in it
	 */
	protected InApplication(Class<?> configuration) {
		this.application = new SpringApplicationBuilder(Everything.class, configuration).web(WebApplicationType.NONE)
			.properties("logging.level.root=off", "spring.main.banner-mode=off", "supervision.defaults.call-timeout=2s")
			.run();
	}

	/** Stop the application. */
	@TearDown(Level.Trial)
	public final void close() {
		this.application.close();
	}

	/** All that comes with the class path. */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Everything {

	}

}
