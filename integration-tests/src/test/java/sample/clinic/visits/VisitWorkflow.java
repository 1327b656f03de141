package sample.clinic.visits;

import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.annotation.PostConstruct;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The state machine of visits. It has the states of all open visits in memory, and reads
 * them from the database when it starts.
 */
@Component
class VisitWorkflow {

	private final Map<Long, VisitState> states = new ConcurrentHashMap<>();

	private final JdbcTemplate jdbc;

	VisitWorkflow(JdbcTemplate jdbc) {
		this.jdbc = jdbc;
	}

	@PostConstruct
	void restore() {
		this.jdbc.query("select id, state from visits where state <> 'CLOSED'", (row) -> {
			this.states.put(row.getLong("id"), VisitState.valueOf(row.getString("state")));
		});
	}

	VisitState state(long visit) {
		return this.states.computeIfAbsent(visit, this::load);
	}

	/** Part of the caller's transaction; what is in memory is valid again after it. */
	void move(long visit, VisitState to) {
		forgetAfterwards(visit);
		VisitState from = state(visit);
		while (!tryMove(visit, from, to)) {
			from = load(visit);
		}
	}

	private boolean tryMove(long visit, VisitState from, VisitState to) {
		if (!from.mayBecome(to)) {
			throw new IllegalMoveException(visit, from, to);
		}
		return this.jdbc.update("update visits set state = ? where id = ? and state = ?", to.name(), visit,
				from.name()) == 1;
	}

	private void forgetAfterwards(long visit) {
		TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
			@Override
			public void afterCompletion(int status) {
				VisitWorkflow.this.states.remove(visit);
			}
		});
	}

	private VisitState load(long visit) {
		return this.jdbc.queryForList("select state from visits where id = ?", String.class, visit)
			.stream()
			.map(VisitState::valueOf)
			.findFirst()
			.orElseThrow(() -> new NoSuchElementException("visit " + visit));
	}

}
