package sample.everyday.users;

import java.util.List;

import io.supervision.SupervisionTree;
import io.supervision.spec.ChildState;
import io.supervision.tree.Incident;
import io.supervision.tree.TreeSnapshot;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mockito.BDDMockito;
import org.mockito.InOrder;
import org.mockito.Mockito;
import org.mockito.exceptions.base.MockitoAssertionError;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.bean.override.mockito.MockitoSpyBean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * A spy is put on the instance, as on any bean, and is reached through the proxy. It goes
 * with its generation.
 */
@SpringBootTest(properties = "supervision.suspicion-outage=1m")
@ExtendWith(OutputCaptureExtension.class)
class MockitoSpyBeanTests {

	@MockitoSpyBean
	private PriceFeed feed;

	@Autowired
	private Orders orders;

	@Autowired
	private SupervisionTree tree;

	@Test
	void callsAreVerifiedThroughTheField() {
		int price = this.orders.total("a", 1);
		assertThat(price).isPositive();
		Mockito.verify(this.feed).price("a");
		Mockito.verify(this.feed, Mockito.never()).price("b");
		BDDMockito.then(this.feed).should().price("a");
		assertThat(Mockito.mockingDetails(this.feed).isSpy()).isTrue();
	}

	@Test
	void callsOfTheBeanToItselfAreSeen() {
		this.orders.total("a", 1);
		Mockito.verify(this.feed).lookUp("a");
		BDDMockito.given(this.feed.lookUp("c")).willReturn(3);
		assertThat(this.orders.total("c", 2)).isEqualTo(6);
	}

	@Test
	void stubsOfBothStylesWork() {
		BDDMockito.given(this.feed.price("a")).willReturn(7);
		assertThat(this.orders.total("a", 2)).isEqualTo(14);
		BDDMockito.willReturn(9).given(this.feed).price("b");
		assertThat(this.orders.total("b", 1)).isEqualTo(9);
		Mockito.doThrow(new IllegalStateException("stubbed")).when(this.feed).price("c");
		assertThatIllegalStateException().isThrownBy(() -> this.orders.total("c", 1)).withMessage("stubbed");
		Mockito.reset(this.feed);
		assertThat(this.orders.total("a", 1)).isLessThan(100).isNotEqualTo(7);
	}

	@Test
	@DirtiesContext
	void verificationThatFailsIsNoFailureOfTheComponent() {
		for (int i = 0; i < 5; i++) {
			assertThatExceptionOfType(MockitoAssertionError.class)
				.isThrownBy(() -> Mockito.verify(this.feed).price("never"))
				.withMessageContaining("priceFeed");
		}
		assertThat(incidents()).as("a verification is no call").isEmpty();
		this.orders.total("a", 1);
		Mockito.verify(this.feed).price("a");
		Mockito.verify(this.feed).lookUp("a");
		Mockito.verifyNoMoreInteractions(this.feed);
	}

	@Test
	void stubThatFailsIsCuredByARestartAndTheLogSaysWhy(CapturedOutput output) {
		long before = generation();
		BDDMockito.willThrow(new IllegalStateException("stubbed")).given(this.feed).price("a");
		for (int i = 0; i < 3; i++) {
			assertThatIllegalStateException().isThrownBy(() -> this.orders.total("a", 1));
		}
		Awaitility.await().untilAsserted(() -> assertThat(generation()).isEqualTo(before + 1));
		Awaitility.await().until(() -> this.tree.snapshot().find("priceFeed").state() == ChildState.RUNNING);
		assertThat(this.orders.total("a", 1)).isPositive();
		assertThat(output).contains("'priceFeed' has been restarted, and its spy is a new one: what was stubbed and "
				+ "recorded on the old one is gone. Stub it again, or set 'supervision.mode' to 'observe' in this test");
		Mockito.verify(this.feed, Mockito.times(1)).price("a");
	}

	@Test
	void spyOfAComponentThatIsDownCanStillBeVerified() {
		this.orders.total("a", 1);
		this.tree.root().terminateChild("priceFeed");
		try {
			Mockito.verify(this.feed).price("a");
		}
		finally {
			this.tree.root().restartChild("priceFeed");
		}
		Mockito.verify(this.feed, Mockito.never()).price("a");
	}

	@Test
	void orderOfCallsIsVerified() {
		this.orders.total("a", 1);
		this.orders.total("b", 1);
		InOrder order = Mockito.inOrder(this.feed);
		order.verify(this.feed).price("a");
		order.verify(this.feed).price("b");
	}

	@Test
	void verificationMayBeWaitedFor() {
		Thread later = new Thread(() -> this.orders.total("later", 1));
		later.start();
		Awaitility.await().untilAsserted(() -> Mockito.verify(this.feed).price("later"));
		Mockito.verify(this.feed, Mockito.timeout(10_000)).lookUp("later");
	}

	private long generation() {
		return component().generation();
	}

	private List<Incident> incidents() {
		return component().incidents();
	}

	private TreeSnapshot.Component component() {
		return (TreeSnapshot.Component) this.tree.snapshot().find("priceFeed");
	}

}
