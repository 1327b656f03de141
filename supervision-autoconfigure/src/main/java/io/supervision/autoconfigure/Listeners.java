package io.supervision.autoconfigure;

import java.util.List;

import io.supervision.event.SupervisionEvent;
import io.supervision.tree.TreeListener;
import io.supervision.tree.TreeSnapshot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All who listen to the tree. What one of them throws keeps nothing from the others.
 *
 * @param all whom to tell, in order
 */
record Listeners(List<TreeListener> all) implements TreeListener {

	private static final Logger logger = LoggerFactory.getLogger(Listeners.class);

	@Override
	public void happened(SupervisionEvent event) {
		for (TreeListener listener : this.all) {
			try {
				listener.happened(event);
			}
			catch (Throwable ex) {
				complain(listener, ex);
			}
		}
	}

	@Override
	public void changed(TreeSnapshot snapshot) {
		for (TreeListener listener : this.all) {
			try {
				listener.changed(snapshot);
			}
			catch (Throwable ex) {
				complain(listener, ex);
			}
		}
	}

	private static void complain(TreeListener listener, Throwable problem) {
		logger.error("A listener of the supervision tree failed: {}", listener.getClass().getName(), problem);
	}

}
