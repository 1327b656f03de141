package io.supervision.bean;

import java.lang.reflect.Method;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;

import io.supervision.ComponentUnavailableException;
import io.supervision.detect.CallOutcomes;
import io.supervision.spec.Child;
import io.supervision.spec.ChildState;
import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;

/**
 * The way into a component, for as long as the application runs. It leads to the current
 * generation, or holds a call up until there is one. Public because the generated proxies
 * of all components link to it.
 */
public final class CallGate {

	private final String component;

	private final WaitRules rules;

	private final Signal signal = new Signal();

	private final DelayedCalls delayed = new DelayedCalls();

	private final LongAdder waited = new LongAdder();

	private final LongAdder rejected = new LongAdder();

	private volatile @Nullable GenerationCalls current;

	private volatile @Nullable GenerationCalls starting;

	private volatile Child.Transition transition = new Child.Transition(ChildState.STARTING, 0, null);

	private volatile @Nullable ProxyClass proxy;

	private volatile int order = Ordered.LOWEST_PRECEDENCE;

	/**
	 * Make the gate of a component that has not started yet.
	 * @param component the id of the component
	 * @param rules how calls wait
	 */
	CallGate(String component, WaitRules rules) {
		this.component = component;
		this.rules = rules;
	}

	/**
	 * Enter the current generation, or wait for one. Called by generated code.
	 * @return the generation the call is in now, and has to leave
	 * @throws ComponentUnavailableException if there is none and will not be soon enough
	 */
	public GenerationCalls enter() {
		GenerationCalls calls = this.current;
		if (calls != null && calls.enter()) {
			return calls;
		}
		return new WaitingCall(this).enter();
	}

	/**
	 * Enter the current generation for a call that is followed beyond its return. Called
	 * by generated code.
	 * @param method the number of the method
	 * @return the call, or {@code null} if it has to be made later
	 */
	public @Nullable FollowedCall follow(int method) {
		GenerationCalls calls = this.current;
		if (calls == null || !calls.enter()) {
			calls = reenter();
		}
		return (calls != null) ? new FollowedCall(calls, method) : null;
	}

	/**
	 * Answer a call with something that ends once the component has been called, or fails
	 * if that takes too long. Called by generated code.
	 * @param proxy the proxy that is called
	 * @param method the number of the method
	 * @param arguments what it is called with
	 * @return what the caller gets
	 * @throws Throwable what the method throws, where the caller had to be held up
	 */
	public @Nullable Object later(Object proxy, int method, Object[] arguments) throws Throwable {
		return new CallAgain(this, proxy, method, arguments).later();
	}

	/**
	 * Answer what the component last said its order is. Called by generated code: lists
	 * of beans are sorted at any time, which must neither start a component nor fail.
	 * @return the order, the lowest precedence before the component has first run
	 */
	public int order() {
		GenerationCalls calls = this.current;
		if (calls != null && calls.enter()) {
			try {
				this.order = ((Ordered) calls.target()).getOrder();
			}
			catch (Throwable ex) {
				return this.order;
			}
			finally {
				calls.leave();
			}
		}
		return this.order;
	}

	/**
	 * Begin a generation, on the thread that starts it. Its own threads may call it as
	 * soon as it has its instance.
	 * @param members whether a thread belongs to it
	 * @param outcomes told how calls end
	 * @return the calls of the new generation, to be opened or ended
	 */
	GenerationCalls begin(Predicate<Thread> members, CallOutcomes outcomes) {
		GenerationCalls calls = new GenerationCalls(this, members, outcomes);
		synchronized (this) {
			this.starting = calls;
		}
		this.rules.cycles().began(calls);
		return calls;
	}

	/**
	 * Make a generation the current one. Calls that wait enter it.
	 * @param calls the generation
	 */
	void open(GenerationCalls calls) {
		synchronized (this) {
			this.current = calls;
			if (this.starting == calls) {
				this.starting = null;
			}
		}
		this.rules.cycles().ended(calls);
		changed();
	}

	/**
	 * Learn where the component stands now.
	 * @param transition the new state
	 */
	void became(Child.Transition transition) {
		this.transition = transition;
		changed();
	}

	/**
	 * Tell whether the current thread is inside this component: in a call through its
	 * proxy, or on a thread of the generation that runs or starts.
	 * @return whether waiting for this component's end would be waiting for oneself
	 */
	boolean inside() {
		Thread thread = Thread.currentThread();
		return has(this.starting, thread) || has(this.current, thread) || calls(1);
	}

	/**
	 * Find the generation the current thread comes from, behind its fence or before it is
	 * open, and enter it.
	 */
	@Nullable GenerationCalls reenter() {
		Thread thread = Thread.currentThread();
		GenerationCalls starts = this.starting;
		if (starts != null && starts.has(thread) && starts.reenter()) {
			return starts;
		}
		GenerationCalls drains = this.current;
		if (drains != null && drains.draining() && (drains.has(thread) || calls(2)) && drains.reenter()) {
			return drains;
		}
		return null;
	}

	private boolean calls(int times) {
		ProxyClass known = this.proxy;
		return known != null && known.onStack(times);
	}

	private static boolean has(@Nullable GenerationCalls calls, Thread thread) {
		return calls != null && calls.has(thread);
	}

	void changed() {
		this.signal.raise();
		this.delayed.changed();
	}

	void forget(GenerationCalls calls) {
		synchronized (this) {
			if (this.starting == calls) {
				this.starting = null;
			}
			if (this.current == calls) {
				this.current = null;
			}
		}
		this.rules.cycles().ended(calls);
		changed();
	}

	/**
	 * The instance that is called now.
	 * @return the instance, or {@code null} if there is no generation
	 */
	@Nullable Object target() {
		GenerationCalls calls = this.current;
		return (calls != null) ? calls.target() : null;
	}

	/**
	 * How many calls are in flight in the current generation.
	 * @return the number
	 */
	long inFlight() {
		GenerationCalls calls = this.current;
		return (calls != null) ? calls.inFlight() : 0;
	}

	/**
	 * How many calls have waited, with or without success.
	 * @return the number
	 */
	long waited() {
		return this.waited.sum();
	}

	/**
	 * How many calls were answered with a {@link ComponentUnavailableException}.
	 * @return the number
	 */
	long rejected() {
		return this.rejected.sum();
	}

	String component() {
		return this.component;
	}

	WaitRules rules() {
		return this.rules;
	}

	Signal signal() {
		return this.signal;
	}

	DelayedCalls delayed() {
		return this.delayed;
	}

	Method method(int number) {
		return Objects.requireNonNull(this.proxy, "no proxy").methods()[number];
	}

	@Nullable GenerationCalls current() {
		return this.current;
	}

	Child.Transition transition() {
		return this.transition;
	}

	void countWaited() {
		this.waited.increment();
	}

	void countRejected() {
		this.rejected.increment();
	}

	void proxiedBy(ProxyClass proxy) {
		this.proxy = proxy;
	}

	long nanos() {
		return this.rules.nanos().getAsLong();
	}

}
