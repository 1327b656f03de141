package sample.clinic.owners;

import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * What kinds of animals there are, with a cache made by hand.
 */
@Component
public class SpeciesLexicon {

	private final Map<String, Integer> expectancies = new ConcurrentHashMap<>();

	private final AtomicInteger loads = new AtomicInteger();

	private final JdbcTemplate jdbc;

	SpeciesLexicon(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	void require(String species) {
		expectancy(species);
	}

	/** How old they get, in years. */
	public int expectancy(String species) {
		return this.expectancies.computeIfAbsent(species, this::load);
	}

	public int loads() {
		return this.loads.get();
	}

	private int load(String species) {
		this.loads.incrementAndGet();
		return this.jdbc.queryForList("select expectancy from species where name = ?", Integer.class, species)
			.stream()
			.findFirst()
			.orElseThrow(() -> new NoSuchElementException("species " + species));
	}

}
