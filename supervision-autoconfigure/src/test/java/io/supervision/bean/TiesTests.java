package io.supervision.bean;

import java.util.ArrayList;
import java.util.List;

import io.supervision.annotation.Supervised;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.stereotype.Component;

import static org.assertj.core.api.Assertions.assertThat;

class TiesTests {

	private static final List<String> IDS = List.of("a", "b", "c", "d");

	private static Ties ties(String... properties) {
		return Ties.in(FoundTree.in(List.of(A.class, B.class, C.class, D.class), properties).root());
	}

	private static List<String> pairs(Ties ties) {
		List<String> pairs = new ArrayList<>();
		for (String one : IDS) {
			for (String other : IDS) {
				if (ties.takesAlong(one, other)) {
					pairs.add(one + other);
				}
			}
		}
		return pairs;
	}

	@ParameterizedTest
	@CsvSource({ "one-for-one, ''", "rest-for-one, ab ac ad bc bd cd", "one-for-all, ab ac ad ba bc bd ca cb cd" })
	void strategySaysWhoIsRestartedTogether(String strategy, String expected) {
		Ties ties = ties("supervision.groups.g.strategy=" + strategy, "supervision.groups.h.parent=g",
				"supervision.groups.h.order=1");
		assertThat(String.join(" ", pairs(ties))).isEqualTo(expected);
	}

	@Test
	void nobodyIsTiedToWhatIsUnknown() {
		Ties ties = ties("supervision.groups.g.strategy=one-for-all", "supervision.groups.h.parent=g");
		assertThat(ties.takesAlong("a", "x") || ties.takesAlong("x", "a")).isFalse();
		assertThat(Ties.NONE.takesAlong("a", "b")).isFalse();
	}

	@Component("a")
	@Supervised(group = "g")
	static class A {

	}

	@Component("b")
	@Supervised(group = "g")
	static class B {

	}

	@Component("c")
	@Supervised(group = "g")
	static class C {

	}

	@Component("d")
	@Supervised(group = "h")
	static class D {

	}

}
