package io.supervision.tree;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;

/**
 * An immutable list of which a changed copy is cheap: it shares all chunks but one. With
 * plain copies, the snapshots of a supervisor of many children would cost the square of
 * their number.
 */
final class Chunks<E> extends AbstractList<E> implements RandomAccess {

	private static final int SHIFT = 7;

	private static final int MASK = (1 << SHIFT) - 1;

	private final Object[][] chunks;

	private final int size;

	private Chunks(Object[][] chunks, int size) {
		this.chunks = chunks;
		this.size = size;
	}

	static <E> Chunks<E> of(List<E> elements) {
		int size = elements.size();
		Object[] all = elements.toArray();
		Object[][] chunks = new Object[(size + MASK) >> SHIFT][];
		for (int i = 0; i < chunks.length; i++) {
			chunks[i] = Arrays.copyOfRange(all, i << SHIFT, Math.min(size, (i + 1) << SHIFT));
		}
		return new Chunks<>(chunks, size);
	}

	Chunks<E> with(int index, E element) {
		Object[][] copy = this.chunks.clone();
		Object[] chunk = copy[index >> SHIFT].clone();
		chunk[index & MASK] = element;
		copy[index >> SHIFT] = chunk;
		return new Chunks<>(copy, this.size);
	}

	@Override
	@SuppressWarnings("unchecked")
	public E get(int index) {
		return (E) this.chunks[index >> SHIFT][index & MASK];
	}

	@Override
	public int size() {
		return this.size;
	}

}
