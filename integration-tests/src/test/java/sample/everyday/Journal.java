package sample.everyday;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Keeps what the beans of a test write into it, whichever generation they belong to.
 */
public final class Journal {

	private final List<String> entries = new CopyOnWriteArrayList<>();

	/**
	 * Write an entry at the end.
	 * @param entry what has happened
	 */
	public void write(String entry) {
		this.entries.add(entry);
	}

	/**
	 * Read all entries in the order they were written.
	 * @return the entries
	 */
	public List<String> entries() {
		return List.copyOf(this.entries);
	}

	/**
	 * Read all entries and forget them.
	 * @return the entries
	 */
	public synchronized List<String> take() {
		List<String> taken = new ArrayList<>(this.entries);
		this.entries.clear();
		return taken;
	}

}
