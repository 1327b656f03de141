package io.supervision;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The defects that users of other supervisors reported, each with the tests that would
 * fail if it were here: number, defect and peer, then a line for each test. Those of the
 * sample application begin with its package.
 */
class PeerDefectTableTests {

	private static final String SAMPLE = "sample.shop.";

	private static final String TABLE = """
			1   A window that never expires                                     xoom
			    tree.PeerDefectTests#failuresSpacedJustOverTheRateNeverEscalate
			    tree.BudgetPropertyTests
			2   One crash counted twice                                         JOTP
			    tree.PeerDefectTests#limitAllowsExactlyAsManyRestarts
			3   A temporary child restarted                                     JOTP
			    tree.PeerDefectTests#restartTypeAndReasonDecide
			4   A group restart that loses its order                            JOTP, ergo
			    tree.PeerDefectTests#startOfAGroupWaitsForTheOneBefore
			5   An exponential delay that is linear                             Bastion
			    tree.PeerDefectTests#attemptsAreNumberedAndMadeAfterTheirDelay
			    bean.TreeDefinitionTests#firstRestartComesAtOnceAndFurtherOnesLaterAndLater
			    bean.TreeDefinitionTests#jitterMovesDelaysByItsPartAtMost
			6   A limit that backoff disables                                   Akka
			    tree.PeerDefectTests#attemptsThatWaitSpendTheBudget
			7   A backoff that never starts anew, or at once                    systemd, trusty-tools, Akka
			    tree.PeerDefectTests#backoffStartsAnewAfterAHealthyStretch
			8   Manual restarts that are not counted, or wipe the counter       systemd, Monit
			    tree.PeerDefectTests#operatorsRestartHasACounterOfItsOwn
			9   A child that fails while it is restarted                        AtomVM, Pekko
			    tree.PeerDefectTests#failureDuringTheStartIsOneMoreAttempt
			    bean.CallGateTests#deadlineBelongsToTheOutageAndNotToTheCall
			10  A race between a manual stop and the child's own end            OTP
			    tree.PeerDefectTests#stopAndOwnEndInAnyOrderLeadToOneState
			    tree.StressTests#messagesStopsAndFailuresMayComeAtOnce
			11  A reference that is stale after a restart                       Bastion
			    autoconfigure.PeerDefectTests#everyReferenceReachesTheNewGeneration
			    bean.FollowedPublisherTests#publisherOfAnOldGenerationLeadsToTheCurrentOne
			12  A call that reaches what is not to be called any more           Orleans
			    bean.ReplacementStressTests#noCallReachesAGenerationAfterItsDrainAndNoneIsLost
			    bean.FenceRaceTests#noCallIsInAGenerationThatIsFencedAndEmpty
			    bean.StressTests#callsMayComeWhileTheWatchdogTurns
			    autoconfigure.StormTests#treeOutlivesAStorm
			13  Frozen after a restart                                          Akka.NET
			    tree.PeerDefectTests#pauseResumeAndRestartInAnyOrderEndCallableOrStopped
			    bean.ReplacementStressTests#componentIsCallableAfterAnyOrderOfFencing
			14  A cause that is lost                                            Akka
			    tree.PeerDefectTests#everyTransitionCarriesItsCauseAndRule
			    autoconfigure.StormTests#treeOutlivesAStorm
			15  A path that bypasses supervision                                Akka, oversight
			    autoconfigure.PeerDefectTests#everyPathIntoAComponentIsSupervised
			    autoconfigure.AsynchronousResultsTests#failuresThatComeLaterAreCountedLikeThrowsAlsoAfterThreeRestarts
			    bean.ThreadDeathTests#taskOfTheExecutorIsASuspicion
			    bean.ThreadDeathTests#periodicTaskOfTheSchedulerThatEndsForGoodIsASuspicion
			16  Health that is UP after giving up or before the start           Camel
			    actuate.TreeHealthTests#truthTable
			    actuate.TreeHealthTests#nothingIsUpBeforeTheTreeHasRun
			    actuate.TreeHealthTests#essentialComponentThatWasGivenUpIsDownAndOthersAreAsTheyAre
			17  A refresh that one slow reader blocks                           Spring Cloud Commons
			    autoconfigure.HangDetectionTests#componentThatHangsIsReplacedAndNobodyElseIs
			    bean.BeanInstanceTests#stopClosesInTimeAlthoughACallHangs
			18  A context that leaks with each restart                          Spring Cloud Commons, Spring XD
			    autoconfigure.LeakTests#threeThousandRestartsLeaveNothingBehind
			    bean.ProxyClassTests#nothingKeepsAnInstanceOnceItsGenerationHasEnded
			19  An intended stop reported as death                              Spring Cloud Stream Kafka
			    tree.PeerDefectTests#intendedStopIsNoFailure
			    bean.WorkersTests#whatIsThrownBecauseOfTheStopIsNoFailure
			    bean.ThreadDeathTests#nothingIsReportedOfAStop
			    bean.HangWatchTests#intendedStopIsNoHang
			20  A dead thread behind a bean that says it runs                   Spring Kafka
			    autoconfigure.InnerThreadTests#componentWhoseThreadDiesIsRestartedAloneAgainAndAgain
			    bean.ThreadDeathTests#threadTheBeanWasMadeWithIsAFailureInEveryGeneration
			21  Two leaders                                                     Spring Integration, fabric8
			    autoconfigure.PeerDefectTests#ownerThatIsCutOffIsOutBeforeTheNextOneComes
			    tree.AbandonedTests#exclusiveOneIsNotStartedWhileAnAbandonedOneLives
			    tree.AbandonedTests#exclusiveOneWaitsForAStartThatTookTooLong
			22  A shared budget spent by churn                                  anubis-mcp, horde
			    tree.PeerDefectTests#manyDynamicChildrenThatFailOnceEachDoNotEscalate
			23  A chaos run that nothing can fail                               rust-supervisor
			    autoconfigure.StormTests#withoutSupervisionTheSameStormLeavesMuchThatIsBroken
			    sample.shop.OrderStreamTests#withoutSupervisionTheSameFaultsStay
			""";

	@Test
	void everyDefectHasATest() {
		List<String> numbers = TABLE.lines()
			.filter((line) -> !line.startsWith(" "))
			.map((line) -> line.substring(0, 4).strip())
			.toList();
		assertThat(numbers).containsExactlyElementsOf(IntStream.rangeClosed(1, 23).mapToObj(String::valueOf).toList());
		assertThat(TABLE).doesNotContainPattern("(?m)^\\d.*\\n(\\d|$)");
	}

	@ParameterizedTest
	@MethodSource("tests")
	void testIsThere(String test) throws Exception {
		String[] parts = test.split("#", 2);
		if (test.startsWith(SAMPLE)) {
			assertThat(sourceOfTheSample(parts[0])).containsPattern("@Test\\s+void " + parts[1] + "\\(");
			return;
		}
		Class<?> type = Class.forName("io.supervision." + parts[0]);
		if (parts.length == 1) {
			assertThat(Stream.of(type.getDeclaredMethods())).anyMatch(PeerDefectTableTests::isTest);
			return;
		}
		assertThat(Stream.of(type.getDeclaredMethods())
			.filter((method) -> method.getName().equals(parts[1]) && method.getReturnType() == void.class))
			.singleElement()
			.matches(PeerDefectTableTests::isTest, "is a test");
	}

	private static Stream<String> tests() {
		return TABLE.lines().filter((line) -> line.startsWith(" ")).map(String::strip);
	}

	private static boolean isTest(Method method) {
		return AnnotationSupport.isAnnotated(method, Testable.class);
	}

	/** The sample is another module, which this one cannot load. */
	private static String sourceOfTheSample(String type) throws IOException {
		return Files.readString(Path.of("../sample-app/src/test/java", type.replace('.', '/') + ".java"));
	}

}
