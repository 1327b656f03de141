package sample.platform;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.supervision.annotation.Supervised;
import jakarta.annotation.PostConstruct;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sample.everyday.Restarts;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.SpringProperties;
import org.springframework.stereotype.Component;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Components that are called while other beans are made, with the container's lenient
 * locking and with {@code spring.locking.strict}: each is made once, at once, and nobody
 * waits for himself.
 */
@Timeout(60)
class StrictLockingTests {

	private static final String STRICT = "spring.locking.strict";

	@AfterEach
	void lenient() {
		SpringProperties.setProperty(STRICT, null);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void callsWhileBeansAreMadeStartTheirComponents(boolean strict) {
		open(strict, (context) -> {
			assertThat(context.getBean(ByConstructor.class).heard).isEqualTo("front of back");
			assertThat(context.getBean(ByPostConstruct.class).heard).isEqualTo("front of back");
			assertThat(context.getBean(ByInitialization.class).heard).isEqualTo("back");
			assertThat(context.getBean(AfterAll.class).heard).isEqualTo("front of back");
			assertThat(context.getBean(Made.class).all()).isEqualTo(2);
		});
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void restartsAndLateSingletonsDoNotWaitForOneAnother(boolean strict) {
		open(strict, (context) -> {
			CompletableFuture<Void> restarts = CompletableFuture.runAsync(() -> Restarts.restart(context, "front", 20));
			ObjectProvider<Late> late = context.getBeanProvider(Late.class);
			assertThat(CompletableFuture.supplyAsync(() -> late.getObject().heard))
				.succeedsWithin(Duration.ofSeconds(20))
				.isEqualTo("front of back");
			assertThat(restarts).succeedsWithin(Duration.ofSeconds(20));
			assertThat(context.getBean(Made.class).all()).isEqualTo(22);
			assertThat(Restarts.component(context, "front").abandoned()).isZero();
		});
	}

	private static void open(boolean strict, Consumer<ConfigurableApplicationContext> check) {
		SpringProperties.setProperty(STRICT, String.valueOf(strict));
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.NONE)
			.profiles("plain")
			.run()) {
			check.accept(context);
		}
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ ByConstructor.class, ByPostConstruct.class, ByInitialization.class, AfterAll.class, Front.class,
			Back.class, Late.class, Made.class })
	static class Application {

	}

	static class Made {

		private final AtomicInteger all = new AtomicInteger();

		int all() {
			return this.all.get();
		}

	}

	/** Asks for a bean that is made late, while it is made itself. */
	@Supervised
	@Component("front")
	static class Front {

		private final Back back;

		Front(Back back, Made made, ObjectProvider<Environs> environs) {
			this.back = back;
			made.all.incrementAndGet();
			environs.ifAvailable(Environs::look);
		}

		String text() {
			return "front of " + this.back.text();
		}

	}

	@Supervised
	@Component("back")
	static class Back {

		private String text = "";

		Back(Made made) {
			made.all.incrementAndGet();
		}

		@PostConstruct
		void begin() {
			this.text = "back";
		}

		String text() {
			return this.text;
		}

	}

	/** There is none: looking for it goes through the container all the same. */
	static class Environs {

		void look() {
		}

	}

	static class ByConstructor {

		final String heard;

		ByConstructor(Front front) {
			this.heard = front.text();
		}

	}

	static class ByPostConstruct {

		private final Front front;

		String heard = "";

		ByPostConstruct(Front front) {
			this.front = front;
		}

		@PostConstruct
		void begin() {
			this.heard = this.front.text();
		}

	}

	static class ByInitialization implements InitializingBean {

		private final Back back;

		String heard = "";

		ByInitialization(Back back) {
			this.back = back;
		}

		@Override
		public void afterPropertiesSet() {
			this.heard = this.back.text();
		}

	}

	static class AfterAll implements SmartInitializingSingleton {

		private final Front front;

		String heard = "";

		AfterAll(Front front) {
			this.front = front;
		}

		@Override
		public void afterSingletonsInstantiated() {
			this.heard = this.front.text();
		}

	}

	@Lazy
	static class Late {

		final String heard;

		Late(Front front) {
			String last = "";
			for (int i = 0; i < 1000; i++) {
				last = front.text();
			}
			this.heard = last;
		}

	}

}
