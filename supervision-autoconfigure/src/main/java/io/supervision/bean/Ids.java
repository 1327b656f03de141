package io.supervision.bean;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How ids are compared: as Spring Boot compares the names of properties, by letters and
 * digits alone and without regard to case.
 */
public final class Ids {

	private static final int PROPOSALS = 3;

	private Ids() {
	}

	/**
	 * Tell whether two ids are one.
	 * @param one an id
	 * @param other another
	 * @return whether {@code priceFeed} is meant by {@code price-feed}
	 */
	public static boolean same(String one, String other) {
		return uniform(one).equals(uniform(other));
	}

	static String uniform(String id) {
		StringBuilder uniform = new StringBuilder(id.length());
		for (int letter : id.codePoints().toArray()) {
			if (Character.isLetterOrDigit(letter)) {
				uniform.appendCodePoint(letter);
			}
		}
		return uniform.toString().toLowerCase(Locale.ROOT);
	}

	/**
	 * Say which ids somebody may have meant.
	 * @param id what was written
	 * @param known the ids there are
	 * @return a sentence
	 */
	public static String proposal(String id, Collection<String> known) {
		List<String> near = known.stream()
			.filter((candidate) -> distance(id, candidate) <= Math.max(2, id.length() / 2))
			.sorted(Comparator.<String>comparingInt((candidate) -> distance(id, candidate))
				.thenComparing(Comparator.naturalOrder()))
			.limit(PROPOSALS)
			.toList();
		if (!near.isEmpty()) {
			return "Did you mean " + near.stream().collect(Collectors.joining("', '", "'", "'")) + "?";
		}
		return known.isEmpty() ? "There is none."
				: "There is " + known.stream()
					.sorted()
					.limit(PROPOSALS * 4L)
					.collect(Collectors.joining("', '", "'", "'" + ((known.size() > PROPOSALS * 4) ? ", …" : "")))
						+ ".";
	}

	private static int distance(String one, String other) {
		String from = uniform(one);
		String to = uniform(other);
		int[] row = IntStream.rangeClosed(0, to.length()).toArray();
		for (int i = 1; i <= from.length(); i++) {
			int diagonal = row[0];
			row[0] = i;
			for (int j = 1; j <= to.length(); j++) {
				int replaced = diagonal + ((from.charAt(i - 1) == to.charAt(j - 1)) ? 0 : 1);
				diagonal = row[j];
				row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
			}
		}
		return row[to.length()];
	}

}
