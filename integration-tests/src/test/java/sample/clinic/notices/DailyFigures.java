package sample.clinic.notices;

import java.util.concurrent.atomic.AtomicLong;

import org.springframework.context.event.EventListener;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.stereotype.Service;

import sample.clinic.visits.VisitClosed;
import sample.clinic.visits.VisitOpened;

/**
 * Figures that are kept in memory only, as somebody once thought would do.
 */
@Service
public class DailyFigures {

	private final AtomicLong opened = new AtomicLong();

	private final AtomicLong closed = new AtomicLong();

	@EventListener
	void opened(VisitOpened event) {
		this.opened.incrementAndGet();
	}

	@EventListener
	void closed(VisitClosed event) {
		this.closed.incrementAndGet();
	}

	@PreAuthorize("hasRole('ADMIN')")
	public Figures figures() {
		return new Figures(this.opened.get(), this.closed.get());
	}

	/**
	 * The figures.
	 *
	 * @param opened visits opened today
	 * @param closed visits closed today
	 */
	public record Figures(long opened, long closed) {
	}

}
