package io.supervision.autoconfigure;

import java.time.Duration;

import io.supervision.ComponentUnavailableException;
import io.supervision.spec.ChildState;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.http.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.autoconfigure.jackson.JacksonAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.DispatcherServletAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.WebMvcAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.ResponseEntity;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SupervisionWebMvcAutoConfiguration}.
 */
class SupervisionWebMvcAutoConfigurationTests {

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DispatcherServletAutoConfiguration.class,
				WebMvcAutoConfiguration.class, HttpMessageConvertersAutoConfiguration.class,
				JacksonAutoConfiguration.class, SupervisionWebMvcAutoConfiguration.class))
		.withBean(Shop.class);

	@Test
	void componentThatIsDownIsServiceUnavailableAndNothingInsideIsTold() {
		this.runner.run((context) -> {
			MockHttpServletResponse response = get(context, "/orders");
			assertUnavailable(response);
			assertThat(response.getContentType()).isEqualTo("application/problem+json");
			assertThat(response.getContentAsString()).contains("\"status\":503")
				.doesNotContain("priceFeed")
				.doesNotContain("secret")
				.doesNotContain("Exception");
		});
	}

	@ParameterizedTest
	@CsvSource({ "0, 1", "1, 1", "999, 1", "1000, 1", "1001, 2", "90000, 90", "-5000, 1" })
	void retryAfterIsInWholeSecondsRoundedUpAndAtLeastOne(long millis, String seconds) {
		this.runner.run((context) -> assertThat(get(context, "/orders?millis=" + millis).getHeader("Retry-After"))
			.isEqualTo(seconds));
	}

	@Test
	void componentThatIsDownCountsAsACauseToo() {
		this.runner.run((context) -> assertUnavailable(get(context, "/wrapped")));
	}

	@Test
	void functionalRoutesAreAnsweredAlike() {
		this.runner.withBean("route", RouterFunction.class, () -> RouterFunctions.route().GET("/routed", (request) -> {
			throw unavailable(0);
		}).build()).run((context) -> assertUnavailable(get(context, "/routed")));
	}

	@ParameterizedTest
	@ValueSource(classes = { CatchAll.class, CatchAllBefore.class, CatchAllAfter.class })
	void catchAllDoesNotHideIt(Class<?> advice) {
		this.runner
			.withInitializer((context) -> context.getBeanFactory()
				.registerSingleton("advice", org.springframework.beans.BeanUtils.instantiateClass(advice)))
			.run((context) -> {
				assertUnavailable(get(context, "/orders"));
				assertUnavailable(get(context, "/wrapped"));
				assertThat(get(context, "/other").getStatus()).isEqualTo(418);
			});
	}

	@Test
	void catchAllInAControllerDoesNotHideIt() {
		this.runner.withBean(CatchingShop.class).run((context) -> {
			assertUnavailable(get(context, "/catching"));
			assertThat(get(context, "/catching-other").getStatus()).isEqualTo(418);
		});
	}

	@Test
	void adviceOfTheApplicationForThisExceptionReplacesOurs() {
		this.runner.withBean(OwnAdvice.class).run((context) -> {
			assertThat(context).doesNotHaveBean(ComponentUnavailableAdvice.class);
			assertThat(get(context, "/orders").getStatus()).isEqualTo(429);
			assertThat(get(context, "/wrapped").getStatus()).isEqualTo(429);
		});
	}

	@Test
	void factoryBeanIsNotMadeForALookAtWhatItMakes() {
		AskedEarly.asked = false;
		this.runner
			.withInitializer((context) -> ((BeanDefinitionRegistry) context.getBeanFactory())
				.registerBeanDefinition("factory", new RootBeanDefinition(AskedEarly.class)))
			.run((context) -> {
				assertThat(context).hasSingleBean(AskedEarly.class).hasSingleBean(ComponentUnavailableAdvice.class);
				assertThat(AskedEarly.asked).isFalse();
			});
	}

	@Test
	void controllerWithItsOwnHandlerIsLeftAlone() {
		this.runner.withBean(OwnShop.class).run((context) -> {
			assertThat(get(context, "/own").getStatus()).isEqualTo(429);
			assertUnavailable(get(context, "/orders"));
		});
	}

	@Test
	void adviceIsAtOrderZero() {
		assertThat(ComponentUnavailableAdvice.class.getAnnotation(Order.class).value()).isZero();
	}

	@Test
	void applicationWithoutMvcHasNoAdvice() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(SupervisionWebMvcAutoConfiguration.class))
			.run((context) -> assertThat(context).doesNotHaveBean(ComponentUnavailableAdvice.class));
		this.runner.withClassLoader(new FilteredClassLoader(DispatcherServlet.class))
			.run((context) -> assertThat(context).doesNotHaveBean(ComponentUnavailableAdvice.class));
	}

	private static void assertUnavailable(MockHttpServletResponse response) {
		assertThat(response.getStatus()).isEqualTo(503);
		assertThat(response.getHeader("Retry-After")).isNotNull();
	}

	private static MockHttpServletResponse get(WebApplicationContext context, String path) throws Exception {
		MockMvc mvc = MockMvcBuilders.webAppContextSetup(context).build();
		return mvc.perform(MockMvcRequestBuilders.get(path)).andReturn().getResponse();
	}

	private static ComponentUnavailableException unavailable(long millis) {
		return new ComponentUnavailableException("priceFeed", ChildState.RESTARTING, Duration.ofMillis(millis),
				"secret");
	}

	/** Tells what it makes only once it is there. */
	static class AskedEarly implements FactoryBean<Object> {

		static volatile boolean asked;

		@Override
		public Object getObject() {
			return "made";
		}

		@Override
		public @Nullable Class<?> getObjectType() {
			asked |= StackWalker.getInstance()
				.walk((frames) -> frames
					.anyMatch((frame) -> frame.getClassName().equals(OnUnhandledComponentUnavailable.class.getName())));
			return null;
		}

	}

	@RestController
	static class Shop {

		@GetMapping("/orders")
		String orders(@RequestParam(defaultValue = "0") long millis) {
			throw unavailable(millis);
		}

		@GetMapping("/wrapped")
		String wrapped() {
			throw new IllegalStateException(new IllegalArgumentException(unavailable(0)));
		}

		@GetMapping("/other")
		String other() {
			throw new IllegalStateException("other");
		}

	}

	@RestController
	static class CatchingShop {

		@GetMapping("/catching")
		String catching() {
			throw unavailable(0);
		}

		@GetMapping("/catching-other")
		String other() {
			throw new IllegalStateException("other");
		}

		@ExceptionHandler(Exception.class)
		ResponseEntity<String> all() {
			return ResponseEntity.status(418).body("teapot");
		}

	}

	@RestController
	static class OwnShop {

		@GetMapping("/own")
		String own() {
			throw unavailable(0);
		}

		@ExceptionHandler
		ResponseEntity<String> own(ComponentUnavailableException ex) {
			return ResponseEntity.status(429).body("own");
		}

	}

	@RestControllerAdvice
	static class CatchAll {

		@ExceptionHandler(Exception.class)
		ResponseEntity<String> all() {
			return ResponseEntity.status(418).body("teapot");
		}

	}

	@RestControllerAdvice
	@Order(Ordered.HIGHEST_PRECEDENCE)
	static class CatchAllBefore extends CatchAll {

	}

	@RestControllerAdvice
	@Order(1)
	static class CatchAllAfter extends CatchAll {

	}

	@ControllerAdvice
	static class OwnAdvice {

		@ExceptionHandler({ IllegalAccessException.class, ComponentUnavailableException.class })
		ResponseEntity<String> own() {
			return ResponseEntity.status(429).body("own");
		}

	}

}
