package io.supervision.actuate;

import io.supervision.spec.Strategy;
import io.supervision.tree.TreeSnapshot;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link NodeAddress}.
 */
class NodeAddressTests {

	private final TreeSnapshot tree = Trees.running(
			Trees.group("/feed", Strategy.ONE_FOR_ONE, Trees.component("/feed/price").build(),
					Trees.component("/feed/a%2Fb").build(), Trees.component("/feed/50%25").build()),
			Trees.group("/other", Strategy.ONE_FOR_ONE, Trees.component("/other/feed").build(),
					Trees.group("/other/price", Strategy.ONE_FOR_ONE)));

	@Test
	void pathIsFound() {
		assertThat(found("feed", "price")).isEqualTo("/feed/price");
	}

	@Test
	void pathBeatsBareId() {
		assertThat(found("feed")).isEqualTo("/feed");
	}

	@Test
	void bareIdNamesTheComponentBeforeTheGroup() {
		assertThat(found("price")).isEqualTo("/feed/price");
	}

	@Test
	void bareIdNamesTheRoot() {
		assertThat(found("root")).isEqualTo("/");
	}

	@Test
	void slashAndPercentInAnIdAreEncodedInItsPath() {
		assertThat(found("feed", "a/b")).isEqualTo("/feed/a%2Fb");
		assertThat(found("feed", "a%2Fb")).isEqualTo("/feed/a%2Fb");
		assertThat(found("feed", "50%")).isEqualTo("/feed/50%25");
		assertThat(found("feed", "50%25")).isEqualTo("/feed/50%25");
		assertThat(found("a/b")).isEqualTo("/feed/a%2Fb");
	}

	@Test
	void unknownIsNotFound() {
		assertThat(found("feed", "nothing")).isNull();
		assertThat(found("nothing")).isNull();
		assertThat(found("other", "price", "price")).isNull();
	}

	private String found(String... segments) {
		TreeSnapshot.Node node = NodeAddress.of(segments).in(this.tree);
		return (node != null) ? node.path() : null;
	}

}
