package io.supervision.autoconfigure;

import java.util.List;

import io.supervision.actuate.FakeKernel;
import io.supervision.actuate.Trees;
import io.supervision.spec.ChildState;
import io.supervision.spec.Strategy;
import io.supervision.tree.SupervisionKernel;
import io.supervision.tree.TreeSnapshot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.actuate.autoconfigure.health.HealthContributorAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.health.HealthEndpointAutoConfiguration;
import org.springframework.boot.actuate.health.CompositeHealth;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthComponent;
import org.springframework.boot.actuate.health.HealthContributor;
import org.springframework.boot.actuate.health.HealthEndpoint;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.Status;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for {@link SupervisionBoot3HealthAutoConfiguration} and
 * {@link Boot3TreeHealthContributor} through Boot's health endpoint.
 */
class SupervisionBoot3HealthAutoConfigurationTests {

	private final FakeKernel kernel = new FakeKernel(Trees.running(Trees.group("/trading", Strategy.ONE_FOR_ONE,
			Trees.component("/trading/priceFeed").build(), Trees.component("/trading/orders").build())));

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(HealthContributorAutoConfiguration.class, HealthEndpointAutoConfiguration.class,
						SupervisionBoot3HealthAutoConfiguration.class, SupervisionBoot4HealthAutoConfiguration.class))
		.withBean(SupervisionKernel.class, () -> this.kernel);

	@Test
	void componentIsReachedByItsPath() {
		this.runner.run((context) -> {
			Health health = (Health) context.getBean(HealthEndpoint.class)
				.healthForPath("supervision", "trading", "priceFeed");
			assertThat(health.getStatus()).isEqualTo(Status.UP);
			assertThat(health.getDetails()).containsEntry("tree", "UP").containsEntry("generation", 3L);
			assertThat(context.getBean(HealthEndpoint.class).healthForPath("supervision", "trading", "nothing"))
				.isNull();
		});
	}

	@Test
	void treeIsReadWhenItIsAskedFor() {
		this.runner.run((context) -> {
			HealthEndpoint endpoint = context.getBean(HealthEndpoint.class);
			assertThat(endpoint.healthForPath("supervision", "mailer")).isNull();
			this.kernel.snapshot = Trees.running(Trees.component("/mailer").restarting(Trees.START).build());
			assertThat(endpoint.healthForPath("supervision", "mailer").getStatus()).isEqualTo(new Status("RESTARTING"));
			CompositeHealth all = (CompositeHealth) endpoint.healthForPath("supervision");
			assertThat(all.getComponents()).containsOnlyKeys("mailer");
		});
	}

	@ParameterizedTest
	@MethodSource
	void statusOfTheApplicationIsWhatItWouldBeWithoutUs(TreeSnapshot tree, Status expected) {
		this.kernel.snapshot = tree;
		this.runner.run((context) -> {
			HealthComponent health = context.getBean(HealthEndpoint.class).health();
			assertThat(health.getStatus()).isEqualTo(expected);
			assertThat(((CompositeHealth) health).getComponents()).containsKeys("ping", "supervision");
		});
	}

	static List<Arguments> statusOfTheApplicationIsWhatItWouldBeWithoutUs() {
		return List.of(
				arguments(Trees.running(Trees.component("/a").state(ChildState.ISOLATED).build(),
						Trees.component("/b").restarting(Trees.START).essential().build(),
						Trees.component("/c").stoppedByOperator().build()), Status.UP),
				arguments(Trees.gaveUp(Trees.component("/a").essential().state(ChildState.ISOLATED).build()),
						Status.DOWN),
				arguments(Trees.notStarted(Trees.component("/a").state(ChildState.STARTING).build()),
						Status.OUT_OF_SERVICE));
	}

	@Test
	void emptyTreeIsNotShown() {
		this.kernel.snapshot = Trees.running();
		this.runner.run((context) -> assertThat(
				((CompositeHealth) context.getBean(HealthEndpoint.class).health()).getComponents())
			.doesNotContainKey("supervision"));
	}

	@Test
	void contributorIsAbsentWhenSwitchedOff() {
		this.runner.withPropertyValues("management.health.supervision.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean("supervisionHealthContributor"));
	}

	@Test
	void contributorBacksOffFromAnother() {
		HealthIndicator own = () -> Health.up().build();
		this.runner.withBean("supervisionHealthContributor", HealthContributor.class, () -> own)
			.run((context) -> assertThat(context.getBean("supervisionHealthContributor")).isSameAs(own));
	}

	@Test
	void contributorIsAbsentWithoutATree() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(SupervisionBoot3HealthAutoConfiguration.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("supervisionHealthContributor"));
	}

	@Test
	void contributorIsAbsentWithoutBootsHealth() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(SupervisionBoot3HealthAutoConfiguration.class,
					SupervisionBoot4HealthAutoConfiguration.class))
			.withBean(SupervisionKernel.class, () -> this.kernel)
			.withClassLoader(new FilteredClassLoader(HealthContributor.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("supervisionHealthContributor"));
	}

}
