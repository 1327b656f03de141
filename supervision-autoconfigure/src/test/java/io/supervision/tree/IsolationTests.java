package io.supervision.tree;

import java.time.Duration;
import java.util.List;

import io.supervision.event.SupervisionEvent;
import io.supervision.event.SupervisionEvent.ChildIsolated;
import io.supervision.event.SupervisionEvent.IntensityExceeded;
import io.supervision.spec.Backoff;
import io.supervision.spec.Budget;
import io.supervision.spec.Child.Transition;
import io.supervision.spec.ChildState;
import io.supervision.spec.ComponentSpec;
import io.supervision.spec.ExitReason;
import io.supervision.spec.RestartType;
import io.supervision.spec.Strategy;
import io.supervision.spec.SupervisorSpec;
import io.supervision.spec.TreeSpec;
import io.supervision.tree.Reply.Outcome;
import io.supervision.tree.SupervisionKernel.Operation;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A root that isolates: what no longer can be cured by restarting is left alone, with as
 * little else as possible, and tried again after a cool-down.
 */
class IsolationTests extends HandDrivenTests {

	private static final Duration COOL_DOWN = Duration.ofMinutes(5);

	private static final Duration RESET_AFTER = Duration.ofSeconds(60);

	/** The sample shop: all but the mailer are essential. */
	private Supervisor startShop() {
		SupervisorSpec catalog = SupervisorSpec.builder("catalog")
			.children(essential("priceFeed"), essential("inventory"))
			.build();
		SupervisorSpec checkout = SupervisorSpec.builder("checkout")
			.strategy(Strategy.REST_FOR_ONE)
			.children(essential("paymentGateway"), essential("orderService"), child("receiptMailer").spec())
			.build();
		return start(isolating(SupervisorSpec.builder("root")
			.budget(Budget.PER_CHILD)
			.nestedPeriod(Duration.ofSeconds(20))
			.children(catalog, checkout)));
	}

	private ComponentSpec essential(String id) {
		return child(id).spec((spec) -> spec.essential(true));
	}

	@Test
	void mailerThatAlwaysFailsIsIsolatedWithoutStoppingAnEssentialSibling() {
		startShop();
		child("receiptMailer").failing(true);
		child("receiptMailer").die();
		assertThat(states("/checkout")).containsExactly("paymentGateway=RUNNING", "orderService=RUNNING",
				"receiptMailer=ISOLATED");
		assertThat(child("receiptMailer").attempts()).isEqualTo(1 + 3);
		essentialOnesWereNeverTouched();
		assertThat(events(ChildIsolated.class)).singleElement().satisfies((event) -> {
			assertThat(event.path()).isEqualTo("/checkout/receiptMailer");
			assertThat(event.offender()).isEqualTo("/checkout/receiptMailer");
			assertThat(event.coolDown()).isEqualTo(COOL_DOWN);
		});
		assertThat(events(IntensityExceeded.class)).extracting(SupervisionEvent::path).containsExactly("/checkout");
		assertThat(kernel().snapshot().gaveUp()).isFalse();
		assertThat(component("receiptMailer").nextAttemptAt()).isEqualTo(this.world.now().plus(COOL_DOWN));
		isUp();
	}

	private void essentialOnesWereNeverTouched() {
		for (String id : List.of("priceFeed", "inventory", "paymentGateway", "orderService")) {
			assertThat(child(id).attempts()).as("starts of '%s'", id).isEqualTo(1);
			assertThat(child(id).callable()).as("'%s' takes calls", id).isTrue();
		}
	}

	@Test
	void isolationEmptiesTheWindowsUpToTheRoot() {
		startShop();
		child("orderService").die();
		isolateMailer();
		assertThat(restartsInPeriod("/checkout")).isZero();
		for (int i = 0; i < 3; i++) {
			child("orderService").die();
		}
		assertThat(events(IntensityExceeded.class)).hasSize(1);
		assertThat(restartsInPeriod("/checkout")).isEqualTo(3);
	}

	private int restartsInPeriod(String path) {
		return ((TreeSnapshot.Supervisor) kernel().snapshot().find(path)).restartsInPeriod();
	}

	private void isolateMailer() {
		failUntilIsolated("receiptMailer");
	}

	private void failUntilIsolated(String id) {
		while (component(id).state() != ChildState.ISOLATED) {
			child(id).die();
		}
	}

	@Test
	void groupRestartsAndParentRestartsLeaveTheIsolatedAlone() {
		startShop();
		isolateMailer();
		int starts = child("receiptMailer").attempts();
		child("orderService").die();
		assertThat(child("orderService").starts()).isEqualTo(2);
		for (int i = 0; i < 3; i++) {
			child("paymentGateway").die();
		}
		assertThat(child("paymentGateway").callable()).isTrue();
		assertThat(component("receiptMailer").state()).isEqualTo(ChildState.ISOLATED);
		child("paymentGateway").die();
		assertThat(events(IntensityExceeded.class)).extracting(SupervisionEvent::path)
			.containsExactly("/checkout", "/checkout");
		assertThat(states("/checkout")).containsExactly("paymentGateway=RUNNING", "orderService=RUNNING",
				"receiptMailer=ISOLATED");
		assertThat(child("receiptMailer").attempts()).isEqualTo(starts);
	}

	@Test
	void coolDownMakesOneAttemptThatIsNotCounted() {
		startShop();
		isolateMailer();
		int attempts = child("receiptMailer").attempts();
		this.world.advance(COOL_DOWN.minusNanos(1));
		assertThat(child("receiptMailer").attempts()).isEqualTo(attempts);
		this.world.advance(Duration.ofNanos(1));
		assertThat(child("receiptMailer").attempts()).isEqualTo(attempts + 1);
		assertThat(component("receiptMailer").state()).isEqualTo(ChildState.RUNNING);
		assertThat(restartsInPeriod("/checkout")).isZero();
		essentialOnesWereNeverTouched();
	}

	@Test
	void failureOnProbationIsolatesAgainAtOnceForTwiceAsLong() {
		startShop();
		isolateMailer();
		Duration coolDown = COOL_DOWN;
		for (int i = 0; i < 6; i++) {
			this.world.advance(coolDown);
			assertThat(child("receiptMailer").callable()).isTrue();
			this.world.advance(RESET_AFTER.minusNanos(1));
			child("receiptMailer").die();
			assertThat(component("receiptMailer").state()).isEqualTo(ChildState.ISOLATED);
			coolDown = coolDown.multipliedBy(2);
			coolDown = (coolDown.compareTo(Duration.ofHours(1)) < 0) ? coolDown : Duration.ofHours(1);
			assertThat(component("receiptMailer").nextAttemptAt()).isEqualTo(this.world.now().plus(coolDown));
		}
		assertThat(coolDown).isEqualTo(Duration.ofHours(1));
		essentialOnesWereNeverTouched();
	}

	@Test
	void attemptThatFailsIsolatesAgainForTwiceAsLong() {
		startShop();
		isolateMailer();
		int attempts = child("receiptMailer").attempts();
		child("receiptMailer").failing(true);
		this.world.advance(COOL_DOWN);
		assertThat(child("receiptMailer").attempts()).isEqualTo(attempts + 1);
		assertThat(component("receiptMailer").state()).isEqualTo(ChildState.ISOLATED);
		this.world.advance(COOL_DOWN.multipliedBy(2).minusNanos(1));
		assertThat(child("receiptMailer").attempts()).isEqualTo(attempts + 1);
		this.world.advance(Duration.ofNanos(1));
		assertThat(child("receiptMailer").attempts()).isEqualTo(attempts + 2);
		assertThat(events(ChildIsolated.class)).extracting(ChildIsolated::coolDown)
			.containsExactly(COOL_DOWN, COOL_DOWN.multipliedBy(2), COOL_DOWN.multipliedBy(4));
	}

	@Test
	void healthyStretchEndsTheProbationAndResetsTheCoolDown() {
		startShop();
		isolateMailer();
		this.world.advance(COOL_DOWN);
		child("receiptMailer").die();
		this.world.advance(COOL_DOWN.multipliedBy(2).plus(RESET_AFTER));
		child("receiptMailer").die();
		assertThat(component("receiptMailer").state()).isEqualTo(ChildState.RUNNING);
		isolateMailer();
		assertThat(component("receiptMailer").nextAttemptAt()).isEqualTo(this.world.now().plus(COOL_DOWN));
	}

	@Test
	void essentialOffenderClimbsToTheRootAndOnlyItAndWhatIsTiedToItStaysDown() {
		startShop();
		while (!kernel().snapshot().gaveUp()) {
			child("orderService").die();
		}
		assertThat(child("orderService").starts()).isEqualTo((3 + 1) * (3 + 1));
		assertThat(states("/checkout")).containsExactly("paymentGateway=RUNNING", "orderService=ISOLATED",
				"receiptMailer=ISOLATED");
		assertThat(states("/catalog")).containsExactly("priceFeed=RUNNING", "inventory=RUNNING");
		assertThat(child("paymentGateway").callable()).isTrue();
		assertThat(child("priceFeed").attempts()).isEqualTo(1);
		assertThat(child("inventory").attempts()).isEqualTo(1);
		assertThat(restartsInPeriod("/")).isZero();
		isUp();
		this.world.advance(COOL_DOWN);
		assertThat(states("/checkout")).containsExactly("paymentGateway=RUNNING", "orderService=RUNNING",
				"receiptMailer=RUNNING");
		assertThat(kernel().snapshot().gaveUp()).isFalse();
	}

	@Test
	void isolatedComponentLearnsWhenItIsTriedAgainAlthoughItsSupervisorWasDown() {
		startShop();
		while (!kernel().snapshot().gaveUp()) {
			child("orderService").die();
		}
		for (String id : List.of("orderService", "receiptMailer")) {
			List<Transition> transitions = child(id).transitions();
			assertThat(transitions.get(transitions.size() - 1)).satisfies((last) -> {
				assertThat(last.state()).isEqualTo(ChildState.ISOLATED);
				assertThat(last.nextAttemptAt()).isEqualTo(this.world.nanos() + COOL_DOWN.toNanos());
			});
		}
	}

	@Test
	void essentialOffenderThatCannotStartIsTriedAsOftenAsTheBudgetsAllow() {
		startShop();
		child("orderService").failing(true);
		child("orderService").die();
		assertThat(child("orderService").attempts()).isEqualTo(1 + 3 + 3);
		assertThat(kernel().snapshot().gaveUp()).isTrue();
		assertThat(child("paymentGateway").callable()).isTrue();
		assertThat(component("paymentGateway").state()).isEqualTo(ChildState.RUNNING);
	}

	@Test
	void offenderThatTiesAnEssentialOneToItselfIsTheEssentialCase() {
		start(isolating(SupervisorSpec.builder("root")
			.children(SupervisorSpec.builder("group")
				.strategy(Strategy.REST_FOR_ONE)
				.children(child("first").spec(), child("cache").spec(), essential("engine"))
				.build(), child("other").spec())));
		while (events(ChildIsolated.class).isEmpty()) {
			child("cache").die();
		}
		assertThat(kernel().snapshot().gaveUp()).isTrue();
		assertThat(states("/group")).containsExactly("first=RUNNING", "cache=ISOLATED", "engine=ISOLATED");
		assertThat(child("other").attempts()).isEqualTo(1);
	}

	@Test
	void essentialOneThatComesBackBeforeTheRestMakesLivenessWhole() {
		start(isolating(SupervisorSpec.builder("root")
			.strategy(Strategy.REST_FOR_ONE)
			.intensity(0)
			.children(child("first").spec(), essential("engine"), child("last").spec())));
		child("engine").die();
		operate("/engine", Operation.RESTART);
		assertThat(states()).containsExactly("first=RUNNING", "engine=RUNNING", "last=ISOLATED");
		assertThat(kernel().snapshot().gaveUp()).isFalse();
	}

	@Test
	void rungThatStopsNothingEssentialIsClimbed() {
		start(isolating(SupervisorSpec.builder("root")
			.children(SupervisorSpec.builder("group").children(child("a").spec(), child("b").spec()).build(),
					essential("engine"))));
		for (int i = 0; i < 4; i++) {
			child("a").die();
		}
		assertThat(child("b").starts()).as("the group was restarted by the root").isEqualTo(2);
		while (events(ChildIsolated.class).isEmpty()) {
			child("a").die();
		}
		assertThat(child("a").starts()).isEqualTo(16);
		assertThat(states("/group")).containsExactly("a=ISOLATED", "b=RUNNING");
		assertThat(child("engine").attempts()).isEqualTo(1);
		assertThat(kernel().snapshot().gaveUp()).isFalse();
	}

	@Test
	void isolationTakesTheSupervisorWithItThatWouldBeLeftWithoutChildren() {
		start(isolating(SupervisorSpec.builder("root")
			.children(SupervisorSpec.builder("group")
				.strategy(Strategy.ONE_FOR_ALL)
				.children(child("a").spec(), child("b").spec())
				.build(), child("other").spec())));
		while (events(ChildIsolated.class).isEmpty()) {
			child("a").die();
		}
		assertThat(states()).containsExactly("group=ISOLATED", "other=RUNNING");
		assertThat(kernel().snapshot().nodes().filter((node) -> node.path().startsWith("/group/")))
			.extracting(TreeSnapshot.Node::state)
			.containsExactly(ChildState.ISOLATED, ChildState.ISOLATED);
		this.world.advance(COOL_DOWN);
		assertThat(states()).containsExactly("group=RUNNING", "other=RUNNING");
		assertThat(states("/group")).containsExactly("a=RUNNING", "b=RUNNING");
	}

	@Test
	void onlyComponentOfATreeCanBeIsolated() {
		start(isolating(SupervisorSpec.builder("root").children(child("a").spec())));
		failUntilIsolated("a");
		assertThat(child("a").starts()).isEqualTo(4);
		isUp();
		this.world.advance(COOL_DOWN);
		assertThat(states()).containsExactly("a=RUNNING");
	}

	@Test
	void offenderIsWhoMostRestartsWereFor() {
		start(isolating(
				SupervisorSpec.builder("root").children(child("a").spec(), child("b").spec(), child("c").spec())));
		child("a").die();
		child("a").die();
		child("b").die();
		child("c").die();
		assertThat(states()).containsExactly("a=ISOLATED", "b=RUNNING", "c=RUNNING");
		assertThat(child("c").starts()).isEqualTo(2);
		assertThat(restartsInPeriod("/")).isZero();
	}

	@Test
	void tieGoesToTheOneThatWasRefused() {
		start(isolating(SupervisorSpec.builder("root").children(child("a").spec(), child("b").spec())));
		child("a").die();
		child("a").die();
		child("b").die();
		child("b").die();
		assertThat(states()).containsExactly("a=RUNNING", "b=ISOLATED");
		assertThat(child("a").starts()).isEqualTo(3);
	}

	@Test
	void childThatWasDeletedCountsButNobodyIsIsolatedForIt() {
		Supervisor root = start(isolating(SupervisorSpec.builder("root")
			.strategy(Strategy.REST_FOR_ONE)
			.children(child("a").spec(), child("b").spec())));
		for (int i = 0; i < 3; i++) {
			child("b").die();
		}
		root.terminateChild("b");
		root.deleteChild("b");
		root.startChild(child("c").spec());
		child("c").die();
		assertThat(states()).containsExactly("a=RUNNING", "c=ISOLATED");
		assertThat(child("a").attempts()).isEqualTo(1);
	}

	@Test
	void originIsKeptWhenAFailureClimbs() {
		start(isolating(SupervisorSpec.builder("root")
			.children(SupervisorSpec.builder("outer")
				.intensity(1)
				.children(SupervisorSpec.builder("inner")
					.intensity(1)
					.children(child("a").spec(), child("b").spec())
					.build(), child("c").spec())
				.build(), child("d").spec())));
		while (events(ChildIsolated.class).isEmpty()) {
			child("b").die();
		}
		assertThat(events(IntensityExceeded.class)).extracting(IntensityExceeded::offender)
			.containsOnly("/outer/inner/b");
		assertThat(events(ChildIsolated.class)).extracting(SupervisionEvent::path).containsExactly("/outer/inner/b");
		assertThat(child("a").callable()).isTrue();
		assertThat(child("c").callable()).isTrue();
		assertThat(child("d").attempts()).isEqualTo(1);
	}

	@Test
	void eachIsolationTakesOneMoreOutOfPlayUntilNoneIsLeft() {
		start(isolating(SupervisorSpec.builder("root")
			.children(child("a").spec(), child("b").spec(),
					SupervisorSpec.builder("group").children(child("c").spec(), child("d").spec()).build())));
		List<String> ids = List.of("a", "b", "c", "d");
		int failures = 0;
		while (ids.stream().anyMatch((id) -> child(id).callable())) {
			for (String id : ids) {
				if (child(id).callable()) {
					child(id).die();
				}
			}
			assertThat(failures++).isLessThan(1000);
		}
		assertThat(kernel().snapshot().nodes().filter(TreeSnapshot.Component.class::isInstance))
			.extracting(TreeSnapshot.Node::state)
			.containsOnly(ChildState.ISOLATED);
		isUp();
	}

	@Test
	void budgetPerChildIsolatesOnlyTheOneThatSpentIt() {
		start(isolating(SupervisorSpec.builder("root")
			.budget(Budget.PER_CHILD)
			.children(child("a").spec(), child("b").spec())));
		for (int i = 0; i < 3; i++) {
			child("a").die();
			child("b").die();
		}
		assertThat(states()).containsExactly("a=RUNNING", "b=RUNNING");
		child("a").die();
		assertThat(states()).containsExactly("a=ISOLATED", "b=RUNNING");
		for (int i = 0; i < 3; i++) {
			child("b").die();
		}
		assertThat(states()).as("all windows up to the root were emptied").containsExactly("a=ISOLATED", "b=RUNNING");
		child("b").die();
		assertThat(states()).containsExactly("a=ISOLATED", "b=ISOLATED");
	}

	@Test
	void isolatedChildAnswersTheApiLikeAStoppedOne() {
		startShop();
		isolateMailer();
		Supervisor checkout = supervisor("/checkout");
		assertThat(checkout.countChildren()).isEqualTo(counts(3, 2, 0, 3));
		assertThat(checkout.startChild(child("receiptMailer").spec()).outcome()).isEqualTo(Outcome.ALREADY_PRESENT);
		assertThat(checkout.restartChild("receiptMailer").outcome()).isEqualTo(Outcome.OK);
		assertThat(component("receiptMailer").state()).isEqualTo(ChildState.RUNNING);
		child("receiptMailer").die();
		assertThat(component("receiptMailer").state()).as("no probation after a restart by hand")
			.isEqualTo(ChildState.RUNNING);
		isolateMailer();
		assertThat(checkout.terminateChild("receiptMailer").outcome()).isEqualTo(Outcome.OK);
		assertThat(component("receiptMailer").state()).isEqualTo(ChildState.STOPPED);
		this.world.advance(Duration.ofHours(2));
		assertThat(component("receiptMailer").state()).isEqualTo(ChildState.STOPPED);
		checkout.restartChild("receiptMailer");
		isolateMailer();
		assertThat(checkout.deleteChild("receiptMailer").outcome()).isEqualTo(Outcome.OK);
		assertThat(states("/checkout")).containsExactly("paymentGateway=RUNNING", "orderService=RUNNING");
		this.world.advance(Duration.ofHours(2));
		assertThat(child("receiptMailer").callable()).isFalse();
	}

	@Test
	void nothingIsKeptOfATemporaryChildThatCannotBeRestarted() {
		Supervisor root = start(isolating(SupervisorSpec.builder("root")
			.intensity(0)
			.strategy(Strategy.REST_FOR_ONE)
			.children(child("a").spec(), child("b").spec(),
					child("c").spec((spec) -> spec.restart(RestartType.TEMPORARY)))));
		child("b").die();
		assertThat(states()).containsExactly("a=RUNNING", "b=ISOLATED", "c=ISOLATED");
		child("c").failNext(1);
		assertThat(root.restartChild("c").outcome()).isEqualTo(Outcome.START_FAILED);
		assertThat(states()).containsExactly("a=RUNNING", "b=ISOLATED");
	}

	@Test
	void whatServesBelowATemporaryChildEndsWithItsPlace() {
		ComponentSpec essential = child("e").spec((spec) -> spec.essential(true));
		ComponentSpec temporary = child("t").spec((spec) -> spec.restart(RestartType.TEMPORARY));
		SupervisorSpec group = SupervisorSpec.builder("group")
			.restart(RestartType.TEMPORARY)
			.children(essential, child("mailer").spec(), temporary)
			.build();
		Supervisor root = start(isolating(SupervisorSpec.builder("root")
			.intensity(0)
			.strategy(Strategy.REST_FOR_ONE)
			.children(child("a").spec(), group)));
		while (component("mailer").state() != ChildState.ISOLATED) {
			child("mailer").loseWorker();
		}
		assertThat(child("mailer").callable()).isTrue();
		child("a").die();
		assertThat(states()).containsExactly("a=ISOLATED", "group=ISOLATED");
		child("t").failNext(1);
		assertThat(root.restartChild("group").outcome()).isEqualTo(Outcome.START_FAILED);
		assertThat(states()).containsExactly("a=ISOLATED");
		assertThat(child("mailer").callable()).isFalse();
	}

	@Test
	void operatorEndsIsolationByStartingOrRestarting() {
		startShop();
		isolateMailer();
		operate("receiptMailer", Operation.START);
		assertThat(component("receiptMailer").state()).isEqualTo(ChildState.RUNNING);
		isolateMailer();
		operate("receiptMailer", Operation.RESTART);
		assertThat(component("receiptMailer").state()).isEqualTo(ChildState.RUNNING);
		assertThat(component("receiptMailer").manualRestarts()).isEqualTo(1);
		isolateMailer();
		operate("receiptMailer", Operation.STOP);
		assertThat(component("receiptMailer").state()).isEqualTo(ChildState.STOPPED);
		this.world.advance(Duration.ofHours(2));
		assertThat(component("receiptMailer").state()).isEqualTo(ChildState.STOPPED);
	}

	@Test
	void whatAnOperatorStoppedIsLeftOutOfGroupRestarts() {
		startShop();
		operate("receiptMailer", Operation.STOP);
		assertThat(component("receiptMailer").stoppedByOperator()).isTrue();
		child("paymentGateway").die();
		assertThat(states("/checkout")).containsExactly("paymentGateway=RUNNING", "orderService=RUNNING",
				"receiptMailer=STOPPED");
		for (int i = 0; i < 3; i++) {
			child("paymentGateway").die();
		}
		assertThat(child("orderService").starts()).isEqualTo(5);
		assertThat(component("receiptMailer").state()).isEqualTo(ChildState.STOPPED);
		assertThat(child("receiptMailer").attempts()).isEqualTo(1);
		operate("receiptMailer", Operation.START);
		assertThat(component("receiptMailer").state()).isEqualTo(ChildState.RUNNING);
		assertThat(component("receiptMailer").stoppedByOperator()).isFalse();
	}

	@Test
	void givingUpIsAnAbnormalEndSoThatATransientSupervisorIsRestarted() {
		start(sup().children(nested(RestartType.TRANSIENT)));
		child("c1").die();
		assertThat(states()).containsExactly("inner=RUNNING");
		assertThat(child("c1").starts()).isEqualTo(2);
		anew();
		start(sup().retainsEnded(true).children(nested(RestartType.TEMPORARY)));
		child("c1").die();
		assertThat(states()).containsExactly("inner=STOPPED");
		assertThat(kernel().root().whichChild("inner").orElseThrow().ended()).isInstanceOf(ExitReason.Failure.class);
	}

	private SupervisorSpec nested(RestartType restart) {
		return SupervisorSpec.builder("inner").intensity(0).restart(restart).children(child("c1").spec()).build();
	}

	@Test
	void backoffBeginsAnewAfterAnIsolation() {
		Backoff backoff = (attempt) -> (attempt == 1) ? Duration.ZERO : Duration.ofSeconds(attempt);
		start(TreeSpec.isolating(
				SupervisorSpec.builder("root").period(HOUR).children(child("a").spec(), child("b").spec()).build(),
				backoff, Backoff.NONE));
		for (int i = 0; i < 4; i++) {
			child("a").die();
			this.world.advance(Duration.ofSeconds(4));
		}
		assertThat(component("a").state()).isEqualTo(ChildState.ISOLATED);
		this.world.advance(COOL_DOWN.plus(RESET_AFTER));
		assertThat(component("a").state()).isEqualTo(ChildState.RUNNING);
		child("a").die();
		assertThat(component("a").state()).as("the first restart is made at once").isEqualTo(ChildState.RUNNING);
	}

	@Test
	void stopOfTheTreeEndsAllCoolDowns() {
		startShop();
		isolateMailer();
		assertThat(stopping()).isCompleted();
		int attempts = child("receiptMailer").attempts();
		this.world.advance(Duration.ofHours(5));
		assertThat(child("receiptMailer").attempts()).isEqualTo(attempts);
		assertThat(endReason().clean()).isTrue();
	}

	@Test
	void startThatFailsOnProbationDuringTheRestartOfItsSupervisorHoldsNobodyUp() {
		startShop();
		isolateMailer();
		this.world.advance(COOL_DOWN);
		child("receiptMailer").failing(true);
		for (int i = 0; i < 4; i++) {
			child("paymentGateway").die();
		}
		assertThat(states("/checkout")).containsExactly("paymentGateway=RUNNING", "orderService=RUNNING",
				"receiptMailer=ISOLATED");
		assertThat(component("receiptMailer").nextAttemptAt())
			.isEqualTo(this.world.now().plus(COOL_DOWN.multipliedBy(2)));
		assertThat(kernel().snapshot().gaveUp()).isFalse();
	}

	@Test
	void operatorsStartWaitsForTheEndOfWhatIsBeingIsolated() {
		startShop();
		for (int i = 0; i < 3; i++) {
			child("receiptMailer").die();
		}
		HandDriven.Held hold = child("receiptMailer").holdStop();
		child("receiptMailer").die();
		assertThat(component("receiptMailer").state()).isEqualTo(ChildState.ISOLATED);
		int attempts = child("receiptMailer").attempts();
		operate("receiptMailer", Operation.START);
		assertThat(child("receiptMailer").attempts()).isEqualTo(attempts);
		hold.release();
		assertThat(component("receiptMailer").state()).isEqualTo(ChildState.RUNNING);
		assertThat(child("receiptMailer").callable()).isTrue();
		child("receiptMailer").die();
		assertThat(child("receiptMailer").callable()).isTrue();
	}

	@Test
	void restartThroughTheApiWaitsForTheEndOfWhatIsBeingIsolated() throws Exception {
		startShop();
		for (int i = 0; i < 3; i++) {
			child("receiptMailer").die();
		}
		HandDriven.Held hold = child("receiptMailer").holdStop();
		child("receiptMailer").die();
		Supervisor checkout = supervisor("/checkout");
		Pending<Reply> reply = this.world.request(() -> checkout.restartChild("receiptMailer"));
		reply.isUnanswered();
		hold.release();
		assertThat(reply.answer().outcome()).isEqualTo(Outcome.OK);
		assertThat(child("receiptMailer").callable()).isTrue();
	}

	@Test
	void isolatedChildrenOfAGroupAreStoppedInReverseOrder() {
		start(isolating(SupervisorSpec.builder("root")
			.children(SupervisorSpec.builder("group")
				.strategy(Strategy.REST_FOR_ONE)
				.children(child("first").spec(), child("a").spec(), child("b").spec(), child("c").spec())
				.build(), child("other").spec())));
		while (events(ChildIsolated.class).isEmpty()) {
			log().clear();
			child("a").die();
		}
		assertThat(log().stream().filter((line) -> line.startsWith("stop"))).startsWith("stop c", "stop b");
		assertThat(states("/group")).containsExactly("first=RUNNING", "a=ISOLATED", "b=ISOLATED", "c=ISOLATED");
	}

}
