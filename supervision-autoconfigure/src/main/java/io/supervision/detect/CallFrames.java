package io.supervision.detect;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads in the stack of a thread in which components' calls it is. A call leaves a frame
 * of the component's proxy, since each component has a proxy class of its own. A call
 * that has not got in yet, or has got out, is told by what its proxy is calling.
 */
public final class CallFrames {

	private final Map<String, String> components;

	private final Set<String> entrances;

	/**
	 * Make a reader.
	 * @param components the ids of the components by the names of their proxy classes
	 * @param entrances the names of the classes a proxy calls on the way in and out
	 */
	public CallFrames(Map<String, String> components, Set<String> entrances) {
		this.components = Map.copyOf(components);
		this.entrances = Set.copyOf(entrances);
	}

	/**
	 * Find the calls in a stack.
	 * @param stack the frames, the innermost first
	 * @return the calls, the innermost first
	 */
	public List<Call> in(StackTraceElement[] stack) {
		List<Call> calls = new ArrayList<>();
		for (int i = 0; i < stack.length; i++) {
			String component = this.components.get(stack[i].getClassName());
			if (component != null) {
				boolean inside = i > 0 && !this.entrances.contains(stack[i - 1].getClassName());
				calls.add(new Call(component, stack.length - i, stack[i].getMethodName(), inside));
			}
		}
		return calls;
	}

	/**
	 * One call a thread is in.
	 *
	 * @param component the id of the called component
	 * @param place where its frame is in the stack, counted from the outside
	 * @param method the name of the called method
	 * @param inside whether the component is at work; else the call waits to get in, or
	 * has come back
	 */
	public record Call(String component, int place, String method, boolean inside) {
	}

}
