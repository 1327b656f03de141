package io.supervision.detect;

import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SuspectsTests {

	private static final Thread STUCK = new Thread("stuck");

	private static final Thread BUSY = new Thread("busy");

	private final CallFrames frames = new CallFrames(Map.of("FeedProxy", "feed", "StockProxy", "stock"),
			Set.of("CallGate", "CallSet"));

	private final Suspects suspects = new Suspects("feed", this.frames);

	@Test
	void threadThatIsAtTheSamePlaceEachTimeIsFound() {
		look(stack("Lock.park", "Feed.price", "FeedProxy.price", "Web.run"), stack("Feed.next", "FeedProxy.next"));
		assertThat(this.suspects.areFound(1)).as("once is not enough").isFalse();
		look(stack("Lock.park", "Feed.price", "FeedProxy.price", "Web.run"),
				stack("Feed.next", "FeedProxy.next", "Loop.run"));
		assertThat(this.suspects.areFound(1)).isTrue();
		assertThat(this.suspects.found(1)).extracting(Suspects.Suspect::thread).containsExactly(STUCK);
	}

	@Test
	void threadThatCallsAgainAndAgainIsLookedAtAgain() {
		for (int i = 0; i < 3; i++) {
			assertThat(this.suspects.areFound(1)).isFalse();
			look(stack("Lock.park", "Feed.price", "FeedProxy.price"), stack("Feed.step" + i, "FeedProxy.next"));
		}
		look(stack("Lock.park", "Feed.price", "FeedProxy.price"), stack("Web.read"));
		assertThat(this.suspects.areFound(1)).isTrue();
		assertThat(this.suspects.found(1)).extracting(Suspects.Suspect::thread).containsExactly(STUCK);
	}

	@Test
	void whoStandsStillComesFirstIfLookingDoesNotHelp() {
		for (int i = 0; i < 6; i++) {
			assertThat(this.suspects.areFound(1)).isFalse();
			look(stack("Lock.park", "Feed.price", "FeedProxy.price"), stack("Feed.step" + i, "FeedProxy.next"));
		}
		assertThat(this.suspects.areFound(1)).isTrue();
		assertThat(this.suspects.found(1)).extracting(Suspects.Suspect::thread).containsExactly(STUCK);
	}

	@Test
	void endlessLoopIsFoundThoughItNeverStandsStill() {
		look(stack("Feed.step1", "FeedProxy.price"), stack("Web.read"));
		look(stack("Feed.step2", "FeedProxy.price"), stack("Web.read"));
		assertThat(this.suspects.found(1)).extracting(Suspects.Suspect::thread).containsExactly(STUCK);
	}

	@Test
	void threadThatWaitsToGetInIsNone() {
		look(stack("CallGate.enter", "FeedProxy.price"), stack("FeedProxy.price"));
		look(stack("CallGate.enter", "FeedProxy.price"), stack("CallSet.returned", "FeedProxy.price"));
		assertThat(this.suspects.areFound(1)).isTrue();
		assertThat(this.suspects.found(1)).isEmpty();
	}

	@Test
	void innermostComponentIsNamed() {
		look(stack("Lock.park", "Stock.take", "StockProxy.take", "Feed.price", "FeedProxy.price"), stack("Web.read"));
		look(stack("Lock.park", "Stock.take", "StockProxy.take", "Feed.price", "FeedProxy.price"), stack("Web.read"));
		assertThat(this.suspects.found(1)).extracting(Suspects.Suspect::innermost).containsExactly("stock");
	}

	@Test
	void whoIsInNoOtherComponentComesFirst() {
		for (int i = 0; i < 2; i++) {
			look(stack("Lock.park", "Stock.take", "StockProxy.take", "Feed.price", "FeedProxy.price"),
					stack("Lock.park", "Feed.price", "FeedProxy.price"));
		}
		assertThat(this.suspects.found(2)).extracting(Suspects.Suspect::innermost).containsExactly("feed", "stock");
	}

	@Test
	void componentThatCallsFromInsideAnotherIsTheInnermost() {
		for (int i = 0; i < 2; i++) {
			look(stack("Lock.park", "Feed.price", "FeedProxy.price", "Stock.take", "StockProxy.take"),
					stack("Web.read"));
		}
		assertThat(this.suspects.found(1)).extracting(Suspects.Suspect::innermost).containsExactly("feed");
	}

	private void look(StackTraceElement[] stuck, StackTraceElement[] busy) {
		this.suspects.look(Map.of(STUCK, stuck, BUSY, busy));
	}

	private static StackTraceElement[] stack(String... frames) {
		StackTraceElement[] stack = new StackTraceElement[frames.length];
		for (int i = 0; i < frames.length; i++) {
			String[] frame = frames[i].split("\\.", -1);
			stack[i] = new StackTraceElement(frame[0], frame[1], frame[0] + ".java", 1);
		}
		return stack;
	}

}
