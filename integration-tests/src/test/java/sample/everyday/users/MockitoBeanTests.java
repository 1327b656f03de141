package sample.everyday.users;

import io.supervision.SupervisionTree;
import org.junit.jupiter.api.Test;
import org.mockito.BDDMockito;
import org.mockito.Mockito;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A mock takes the place of a component: the real one is never made, its cell is not in
 * the tree, and what the properties say of it is no mistake.
 */
@SpringBootTest(
		properties = { "supervision.components.price-feed.wait-timeout=1s", "supervision.components.orders.group=shop",
				"supervision.groups.shop.strategy=rest-for-one", "supervision.components.priceFeed.group=shop" })
class MockitoBeanTests {

	@MockitoBean
	private PriceFeed feed;

	@Autowired
	private Orders orders;

	@Autowired
	private SupervisionTree tree;

	@Autowired
	private ApplicationContext context;

	@Test
	void mockIsStubbedAndTheRealOneIsNeverMade() {
		BDDMockito.given(this.feed.price("a")).willReturn(7);
		assertThat(this.orders.total("a", 2)).isEqualTo(14);
		assertThat(PriceFeed.made(this.context)).isZero();
		assertThat(Trees.components(this.tree)).containsExactly("orderController", "orders");
	}

	@Test
	void mockIsResetAfterEachTestAndSurvivesRestartsOfItsUsers() {
		assertThat(this.orders.total("a", 2)).isZero();
		this.tree.find("/shop").orElseThrow().terminateChild("orders");
		this.tree.find("/shop").orElseThrow().restartChild("orders");
		BDDMockito.given(this.feed.price("a")).willReturn(8);
		assertThat(this.orders.total("a", 2)).isEqualTo(16);
		Mockito.verify(this.feed, Mockito.times(2)).price("a");
		assertThat(Mockito.mockingDetails(this.feed).isMock()).isTrue();
	}

	@Test
	void failingMockIsNoFaultOfAComponentButOfItsCaller() {
		BDDMockito.given(this.feed.price("a")).willThrow(new IllegalStateException("mocked"));
		for (int i = 0; i < 2; i++) {
			org.assertj.core.api.Assertions.assertThatIllegalStateException()
				.isThrownBy(() -> this.orders.total("a", 1))
				.withMessage("mocked");
		}
	}

}
