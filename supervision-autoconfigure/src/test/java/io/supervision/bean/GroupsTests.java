package io.supervision.bean;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.time.Duration;
import java.util.List;

import io.supervision.annotation.Supervised;
import io.supervision.annotation.SupervisionGroup;
import io.supervision.bean.place.trading.Desk;
import io.supervision.bean.place.trading.deep.down.Book;
import io.supervision.bean.place.trading.feeds.PriceFeed;
import io.supervision.bean.place.twin.trading.Twin;
import io.supervision.spec.AutoShutdown;
import io.supervision.spec.Budget;
import io.supervision.spec.RestartType;
import io.supervision.spec.Shutdown;
import io.supervision.spec.Strategy;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

class GroupsTests {

	@Test
	void withoutAnyGroupEverythingIsBelowTheRoot() {
		TreeDefinition tree = FoundTree.in(Alone.class);
		assertThat(shape(tree)).isEqualTo("[groupsTests.Alone]");
		assertThat(tree.root().strategy()).isEqualTo(Strategy.ONE_FOR_ONE);
		assertThat(tree.root().allowance().budget()).isEqualTo(Budget.PER_CHILD);
	}

	@Test
	void packageGivesTheGroupAlsoToPackagesBelow() {
		TreeDefinition tree = FoundTree.in(List.of(Desk.class, Book.class));
		assertThat(shape(tree)).isEqualTo("[trading[desk, book]]");
		GroupDefinition trading = (GroupDefinition) tree.root().children().get(0);
		assertThat(trading.strategy()).isEqualTo(Strategy.REST_FOR_ONE);
		assertThat(trading.allowance().intensity()).isEqualTo(5);
		assertThat(trading.allowance().budget()).isEqualTo(Budget.SHARED);
		assertThat(trading.place()).isEqualTo("@SupervisionGroup on package io.supervision.bean.place.trading");
	}

	@Test
	void packageInsideAnotherIsAGroupInsideAnother() {
		assertThat(shape(FoundTree.in(List.of(PriceFeed.class, Desk.class))))
			.isEqualTo("[trading[prices[priceFeed], desk]]");
	}

	@Test
	void beanMethodBelongsToTheGroupOfItsConfiguration() {
		assertThat(shape(FoundTree.in(Desk.DeskConfiguration.class))).isEqualTo("[trading[text]]");
		assertThat(shape(FoundTree.in(GroupedConfiguration.class))).isEqualTo("[groupedConfiguration[job, alone]]");
	}

	@Test
	void classBeatsConfigurationAndAttributeBeatsAll() {
		TreeDefinition tree = FoundTree.in(List.of(Mixed.class, Desk.class));
		assertThat(shape(tree)).isEqualTo("[trading[desk, named], own[own], mixed[other]]");
	}

	@Test
	void composedAnnotationGivesOneGroupToAllThatCarryIt() {
		TreeDefinition tree = FoundTree.in(List.of(FirstMail.class, SecondMail.class));
		assertThat(shape(tree)).isEqualTo("[mailing[groupsTests.FirstMail, groupsTests.SecondMail]]");
		assertThat(((GroupDefinition) tree.root().children().get(0)).strategy()).isEqualTo(Strategy.ONE_FOR_ALL);
	}

	@Test
	void composedAnnotationOnABeanMethodGivesTheGroupToo() {
		assertThat(shape(FoundTree.in(List.of(FirstMail.class, MailMethods.class))))
			.isEqualTo("[mailing[groupsTests.FirstMail, secondMail]]");
	}

	@Test
	void propertiesAreStrongerThanAnnotationsAndDefaultsWeaker() {
		TreeDefinition tree = FoundTree.in(List.of(Desk.class, PriceFeed.class),
				"supervision.groups.trading.strategy=one-for-all", "supervision.groups.trading.budget=per-child",
				"supervision.groups.trading.period=7s", "supervision.groups.trading.shutdown-timeout=9s",
				"supervision.groups.PRICES.restart=transient", "supervision.groups.prices.order=4",
				"supervision.group-defaults.intensity=8", "supervision.group-defaults.period=6s");
		GroupDefinition trading = (GroupDefinition) tree.root().children().get(0);
		GroupDefinition prices = (GroupDefinition) trading.children().get(1);
		assertThat(trading.strategy()).isEqualTo(Strategy.ONE_FOR_ALL);
		assertThat(trading.allowance().intensity()).isEqualTo(5);
		assertThat(trading.allowance().budget()).isEqualTo(Budget.PER_CHILD);
		assertThat(trading.period()).isEqualTo(Duration.ofSeconds(7));
		assertThat(trading.shutdown()).isEqualTo(Shutdown.within(Duration.ofSeconds(9)));
		assertThat(prices.allowance().intensity()).isEqualTo(8);
		assertThat(prices.period()).isEqualTo(Duration.ofSeconds(6));
		assertThat(prices.restart()).isEqualTo(RestartType.TRANSIENT);
		assertThat(prices.shutdown()).isEqualTo(Shutdown.INFINITY);
		assertThat(prices.autoShutdown()).isEqualTo(AutoShutdown.NEVER);
	}

	@Test
	void propertiesDeclareGroupsAndGroupsWithoutMembersAreNotShown() {
		TreeDefinition tree = FoundTree.in(Alone.class, "supervision.groups.outer.intensity=1",
				"supervision.groups.inner.parent=outer", "supervision.groups.empty.intensity=2",
				"supervision.components[groupsTests.Alone].group=inner");
		assertThat(shape(tree)).isEqualTo("[outer[inner[groupsTests.Alone]]]");
	}

	@Test
	void componentMayBePutBelowTheRootByName() {
		assertThat(shape(FoundTree.in(Desk.class, "supervision.components.desk.group=root"))).isEqualTo("[desk]");
	}

	@Test
	void groupOfAPackageWithoutComponentsIsFoundWhenNamed() {
		TreeDefinition tree = FoundTree.in(List.of(Named.class, Desk.DeskConfiguration.class),
				"supervision.components.text.supervised=false");
		assertThat(shape(tree)).isEqualTo("[trading[groupsTests.Named]]");
	}

	@Test
	void unknownGroupIsRefused() {
		assertThat(FoundTree.problems(List.of(Desk.class), "supervision.components.desk.group=tradig"))
			.containsExactly(new Problem("'group' must be the id of a group: 'tradig' (component 'desk')",
					"supervision.components.desk.group, \"supervision.components.desk.group\" from property source \"test\"",
					"Did you mean 'trading'? A group is declared with @SupervisionGroup or 'supervision.groups.tradig'."));
	}

	@Test
	void unknownParentIsRefused() {
		assertThat(FoundTree.problems(List.of(Desk.class), "supervision.groups.trading.parent=tradings"))
			.containsExactly(new Problem("'parent' of the group 'trading' must be the id of a group: 'tradings'",
					"supervision.groups.trading.parent, \"supervision.groups.trading.parent\" from property source \"test\"",
					"Did you mean 'trading'?"));
	}

	@Test
	void cycleOfGroupsIsRefused() {
		assertThat(FoundTree.problems(List.of(Desk.class), "supervision.groups.a.parent=b",
				"supervision.groups.b.parent=c", "supervision.groups.c.parent=a",
				"supervision.groups.self.parent=self"))
			.extracting(Problem::message)
			.containsExactly("Groups must not be inside themselves: 'a' -> 'b' -> 'c' -> 'a'",
					"Groups must not be inside themselves: 'self' -> 'self'");
	}

	@Test
	void cycleOfGroupsIsWhereTheParentsAreSet() {
		assertThat(FoundTree.problems(List.of(Desk.class), "supervision.groups.a.parent=b",
				"supervision.groups.b.parent=a"))
			.singleElement()
			.satisfies((problem) -> assertThat(problem.place())
				.contains("\"supervision.groups.a.parent\" from property source")
				.contains("\"supervision.groups.b.parent\" from property source"));
	}

	@Test
	void twoPackagesOfOneNameAreRefused() {
		assertThat(FoundTree.problems(List.of(Desk.class, Twin.class))).containsExactly(new Problem(
				"The id of a group must be unique: 'trading' is the name of both 'io.supervision.bean.place.trading' "
						+ "and 'io.supervision.bean.place.twin.trading'",
				"@SupervisionGroup on package io.supervision.bean.place.twin.trading",
				"Set 'value' of one of them to another id, or of both to this one if they are one group."));
	}

	@Test
	void placesOfOneGroupHaveToAgree() {
		assertThat(FoundTree.problems(List.of(AgreeFirst.class, AgreeSecond.class, Disagree.class)))
			.containsExactly(new Problem(
					"All places that name the group 'shared' must agree on 'intensity': '7' (@SupervisionGroup on "
							+ AgreeSecond.class.getName() + ") and '8'",
					"@SupervisionGroup on " + Disagree.class.getName(), "Set it in one place, or alike in both."));
		TreeDefinition tree = FoundTree.in(List.of(AgreeFirst.class, AgreeSecond.class));
		GroupDefinition shared = (GroupDefinition) tree.root().children().get(0);
		assertThat(shared.strategy()).isEqualTo(Strategy.ONE_FOR_ALL);
		assertThat(shared.allowance().intensity()).isEqualTo(7);
	}

	@Test
	void takenIdsAreRefused() {
		assertThat(FoundTree.problems(List.of(Desk.class), "supervision.groups.root.intensity=1"))
			.extracting(Problem::message)
			.containsExactly("The id of a group must not be taken: 'root' is the supervisor at the top");
		assertThat(FoundTree.problems(List.of(Desk.class, Alone.class), "supervision.groups.desk.parent=trading",
				"supervision.components[groupsTests.Alone].group=desk"))
			.extracting(Problem::message)
			.containsExactly("Siblings must have different ids: 'desk' is a component and a group, both in 'trading'");
	}

	@Test
	void componentAndGroupMayShareAnIdElsewhere() {
		assertThat(shape(FoundTree.in(List.of(Desk.class), "supervision.groups.desk.intensity=1",
				"supervision.components.desk.group=desk")))
			.isEqualTo("[desk[desk]]");
	}

	@Test
	void nonsenseIsRefused() {
		assertThat(FoundTree.problems(List.of(Desk.class), "supervision.groups.trading.intensity=-1",
				"supervision.groups.trading.period=0", "supervision.groups.trading.significant=true",
				"supervision.root.intensity=-2", "supervision.root.period=-1s"))
			.extracting(Problem::message)
			.containsExactly("'significant' needs 'restart' TRANSIENT or TEMPORARY: PERMANENT (group 'trading')",
					"'intensity' must not be negative: -1 (group 'trading')",
					"'period' must be positive: 0ms (group 'trading')",
					"'intensity' must not be negative: -2 (group 'root')",
					"'period' must be positive: -1s (group 'root')");
	}

	private static String shape(TreeDefinition tree) {
		return FoundTree.shape(tree.root());
	}

	@Supervised
	static class Alone {

	}

	@Supervised(group = "trading")
	static class Named {

	}

	@SupervisionGroup("own")
	@Supervised
	static class Own {

	}

	@Configuration
	@SupervisionGroup
	static class GroupedConfiguration {

		@Bean
		@Supervised
		Alone job() {
			return new Alone();
		}

		@Bean
		Alone alone() {
			return new Alone();
		}

	}

	@Configuration
	@SupervisionGroup("mixed")
	static class Mixed {

		@Bean
		Own own() {
			return new Own();
		}

		@Bean
		@Supervised(group = "trading")
		Own named() {
			return new Own();
		}

		@Bean
		Alone other() {
			return new Alone();
		}

	}

	@Retention(RetentionPolicy.RUNTIME)
	@SupervisionGroup(strategy = Strategy.ONE_FOR_ALL)
	@interface Mailing {

	}

	@Configuration(proxyBeanMethods = false)
	@SupervisionGroup("configured")
	static class MailMethods {

		@Bean
		@Mailing
		@Supervised
		Alone secondMail() {
			return new Alone();
		}

	}

	@Mailing
	@Supervised
	static class FirstMail {

	}

	@Mailing
	@Supervised
	static class SecondMail {

	}

	@SupervisionGroup(value = "shared", strategy = Strategy.ONE_FOR_ALL)
	@Supervised
	static class AgreeFirst {

	}

	@SupervisionGroup(value = "shared", intensity = 7)
	@Supervised
	static class AgreeSecond {

	}

	@SupervisionGroup(value = "shared", intensity = 8)
	@Supervised
	static class Disagree {

	}

}
