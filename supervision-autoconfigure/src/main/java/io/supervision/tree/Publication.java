package io.supervision.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What others get to see of a tree between two messages: its snapshot, and with it the
 * answers to what they have asked for. Belongs to the tree's owner, but the snapshot is
 * there for everybody.
 */
final class Publication {

	private static final Logger logger = LoggerFactory.getLogger(Publication.class);

	private final Supplier<TreeSnapshot> camera;

	private final Consumer<TreeSnapshot> listener;

	private final List<Runnable> answers = new ArrayList<>();

	private boolean due = true;

	private volatile TreeSnapshot snapshot;

	/**
	 * Begin with a first snapshot.
	 * @param camera takes a snapshot
	 * @param listener is told each later one
	 */
	Publication(Supplier<TreeSnapshot> camera, Consumer<TreeSnapshot> listener) {
		this.camera = camera;
		this.listener = listener;
		this.snapshot = camera.get();
	}

	TreeSnapshot snapshot() {
		return this.snapshot;
	}

	/** Something is not as it was. */
	void touch() {
		this.due = true;
	}

	/** Answer a request once the snapshot shows what was done. */
	void answer(Runnable answer) {
		this.answers.add(answer);
		touch();
	}

	void publish() {
		if (show()) {
			List<Runnable> told = List.copyOf(this.answers);
			this.answers.clear();
			told.forEach(Runnable::run);
		}
	}

	/**
	 * Show how everything is, and leave the answers for later: what they lead to is run
	 * by whoever gives them.
	 * @return whether there are any
	 */
	boolean show() {
		if (this.due) {
			TreeSnapshot taken = this.camera.get();
			this.snapshot = taken;
			this.due = false;
			try {
				this.listener.accept(taken);
			}
			catch (Throwable ex) {
				Complaints.error(logger, ex, "A listener failed on a change of the tree");
			}
		}
		return !this.answers.isEmpty();
	}

}
