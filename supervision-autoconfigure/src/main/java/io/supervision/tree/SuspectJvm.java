package io.supervision.tree;

import io.supervision.spec.ComponentSpec;
import io.supervision.spec.Fault;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the JVM itself is suspect, so that no restart inside this process cures
 * anything. The root then gives up as it does for an essential component, whatever is
 * essential; all components keep running. It lasts until an operator resets the root.
 * Belongs to the tree's owner.
 */
final class SuspectJvm {

	private static final Logger logger = LoggerFactory.getLogger(SuspectJvm.class);

	private final Tree tree;

	private @Nullable String reason;

	SuspectJvm(Tree tree) {
		this.tree = tree;
	}

	/** Why it is, or {@code null}. */
	@Nullable String reason() {
		return this.reason;
	}

	void suspect(String path, Fault fault, String why) {
		if (!(this.tree.registry.spec(path) instanceof ComponentSpec component) || this.tree.stopping()) {
			return;
		}
		boolean observed = component.observes(fault.detector());
		this.tree.registry.record(path)
			.observed(this.tree.now(), fault,
					(observed ? "observed: the root would give up: " : "the root gave up: ") + why);
		this.tree.changed(path);
		if (!observed && this.reason == null) {
			this.reason = why;
			logger.error("The root gave up, because the JVM itself is suspect: {}", why);
		}
	}

	/** An operator says that it is all right. */
	void trust() {
		this.reason = null;
	}

}
