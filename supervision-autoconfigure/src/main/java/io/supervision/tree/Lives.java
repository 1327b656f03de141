package io.supervision.tree;

import java.util.ArrayList;
import java.util.List;

import io.supervision.spec.ExitReason;
import io.supervision.spec.Shutdown;
import org.jspecify.annotations.Nullable;

/**
 * All that is alive of one child. Belongs to the tree's owner.
 */
final class Lives {

	/** What is running, being started or being shut down. */
	@Nullable Life current;

	/** What is being started while {@link #current} still runs. */
	@Nullable Life incoming;

	private final Shutdown shutdown;

	private final List<Life> retiring = new ArrayList<>();

	Lives(Shutdown shutdown) {
		this.shutdown = shutdown;
	}

	/** Whether anything is running, starting or being shut down. */
	boolean any() {
		return this.current != null || this.incoming != null || !this.retiring.isEmpty();
	}

	private List<Life> all() {
		List<Life> lives = new ArrayList<>(this.retiring);
		if (this.incoming != null) {
			lives.add(this.incoming);
		}
		if (this.current != null) {
			lives.add(this.current);
		}
		return lives;
	}

	/** Let a life end beside what follows it. */
	void retire(Life old, ExitReason reason) {
		this.retiring.add(old);
		old.fence();
		old.stop(reason, this.shutdown, () -> this.retiring.remove(old));
	}

	/** Let the present life end, and whoever starts the next one wait for that. */
	void end(ExitReason reason, Runnable then) {
		Life old = this.current;
		if (old != null) {
			old.stop(reason, this.shutdown, () -> {
				this.current = (this.current == old) ? null : this.current;
				then.run();
			});
		}
	}

	/** Shut down whatever is alive. */
	void stop(ExitReason reason, Runnable then) {
		List<Life> lives = all();
		Runnable one = Tree.join(lives.size() + 1, () -> {
			this.current = lives.contains(this.current) ? null : this.current;
			this.incoming = lives.contains(this.incoming) ? null : this.incoming;
			then.run();
		});
		lives.forEach((alive) -> alive.stop(reason, this.shutdown, one));
		one.run();
	}

	/** Do not wait for what is being shut down any longer. */
	void abandon() {
		all().forEach(Life::abandonNow);
	}

}
