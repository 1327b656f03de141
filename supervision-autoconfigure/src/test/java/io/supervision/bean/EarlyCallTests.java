package io.supervision.bean;

import java.util.Optional;

import io.supervision.annotation.Supervised;
import io.supervision.autoconfigure.SupervisionAutoConfiguration;
import io.supervision.bean.elsewhere.Handler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.SpringProperties;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Components that are called while the application is still making its beans.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class EarlyCallTests {

	private static final String STRICT = "spring.locking.strict";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SupervisionAutoConfiguration.class))
		.withUserConfiguration(Shop.class);

	@AfterEach
	void lenient() {
		SpringProperties.setProperty(STRICT, null);
	}

	@Test
	void startsOnAThreadOfItsOwnWhileSingletonsAreMade(CapturedOutput output) {
		this.runner.withUserConfiguration(Caller.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean("starter")).isEqualTo("stock-start");
			assertThat(output).doesNotContain("so it starts on that thread");
		});
	}

	@Test
	void startsOnTheThreadOfItsCallerWhereLockingIsStrict(CapturedOutput output) {
		SpringProperties.setFlag(STRICT);
		this.runner.withUserConfiguration(Caller.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean("starter")).isEqualTo(Thread.currentThread().getName());
			assertThat(output).contains("Component 'stock' is called while a singleton is being made on thread '"
					+ Thread.currentThread().getName() + "', so it starts on that thread");
		});
	}

	@Test
	void startsOnTheThreadOfItsCallerBeforeLockingIsLenient() {
		this.runner.withUserConfiguration(Infrastructure.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(Stock.class).starter()).isEqualTo(Thread.currentThread().getName());
		});
	}

	@Test
	void startsOnAThreadOfItsOwnWhenNobodyCallsEarly() {
		this.runner.run((context) -> assertThat(context.getBean(Stock.class).starter()).isEqualTo("stock-start"));
	}

	@Test
	void callThatTheTreeItselfWouldHaveToWaitForSaysSo() {
		this.runner.withUserConfiguration(CallsForEveryBean.class)
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("'stock' is called while the tree that starts it is being made, by a "
						+ "post-processor or by what the tree needs itself. Call it later, or do not supervise it"));
	}

	@Test
	void packagePrivateMethodsOfAnotherPackageArePointedOut(CapturedOutput output) {
		this.runner.withUserConfiguration(Handlers.class)
			.run((context) -> assertThat(output).containsOnlyOnce("'handler' has package-private methods of another "
					+ "package, which run on the proxy and see none of its state if that package calls them: "
					+ "[Handler.unseen]"));
	}

	static class Dependency {

	}

	@Supervised
	static class Stock {

		private final String starter = Thread.currentThread().getName();

		Stock(Dependency dependency) {
		}

		String starter() {
			return this.starter;
		}

	}

	@Configuration
	static class Shop {

		@Bean
		String starter(Optional<Caller> caller, ObjectProvider<Stock> stock) {
			return caller.isPresent() ? stock.getObject().starter() : "";
		}

		@Bean
		Stock stock(Dependency dependency) {
			return new Stock(dependency);
		}

		@Bean
		Dependency dependency() {
			return new Dependency();
		}

	}

	@Configuration
	static class Caller {

	}

	@Configuration
	static class Infrastructure {

		@Bean
		static BeanPostProcessor early(ObjectProvider<Stock> stock) {
			String starter = stock.getObject().starter();
			return new BeanPostProcessor() {

				@Override
				public Object postProcessAfterInitialization(Object bean, String beanName) {
					return starter.isEmpty() ? "" : bean;
				}

			};
		}

	}

	@Configuration
	static class CallsForEveryBean {

		@Bean
		static BeanPostProcessor early(ObjectProvider<Stock> stock) {
			return new BeanPostProcessor() {

				@Override
				public Object postProcessAfterInitialization(Object bean, String beanName) {
					return (bean instanceof Dependency) ? bean : stock.getObject().starter().isEmpty() ? "" : bean;
				}

			};
		}

	}

	@Configuration
	static class Handlers {

		@Bean
		@Supervised
		OwnHandler handler() {
			return new OwnHandler();
		}

	}

	static class OwnHandler extends Handler {

		@Override
		protected String handle(long a, int b) {
			return "handled";
		}

	}

}
