package sample.everyday.users;

import io.supervision.SupervisionTree;
import io.supervision.spec.ChildState;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A test of the whole application starts its tree.
 */
@SpringBootTest
class WholeApplicationTests {

	@Autowired
	private Orders orders;

	@Autowired
	private SupervisionTree tree;

	@Autowired
	private ApplicationContext context;

	@Test
	void treeRuns() {
		assertThat(Trees.components(this.tree)).containsExactly("orderController", "orders", "priceFeed");
		assertThat(this.tree.snapshot().find("priceFeed").state()).isEqualTo(ChildState.RUNNING);
		assertThat(this.orders.total("a", 0)).isZero();
		assertThat(PriceFeed.made(this.context)).isPositive();
	}

}
