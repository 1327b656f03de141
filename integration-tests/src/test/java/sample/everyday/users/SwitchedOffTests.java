package sample.everyday.users;

import io.supervision.SupervisionTree;
import org.junit.jupiter.api.Test;
import org.mockito.BDDMockito;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.bean.override.mockito.MockitoSpyBean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A test may switch supervision off: all beans are ordinary ones.
 */
@SpringBootTest(properties = "supervision.enabled=false")
class SwitchedOffTests {

	@Autowired
	private Orders orders;

	@MockitoSpyBean
	private PriceFeed feed;

	@Autowired
	private SupervisionTree tree;

	@Autowired
	private ApplicationContext context;

	@Test
	void beansAreOrdinary() {
		assertThat(Trees.components(this.tree)).isEmpty();
		assertThat(this.orders.getClass()).isEqualTo(Orders.class);
		BDDMockito.given(this.feed.lookUp("a")).willReturn(7);
		assertThat(this.orders.total("a", 2)).isEqualTo(14);
		assertThat(PriceFeed.made(this.context)).isEqualTo(1);
	}

}
