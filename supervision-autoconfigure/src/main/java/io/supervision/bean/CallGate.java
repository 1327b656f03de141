package io.supervision.bean;

import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.supervision.ComponentUnavailableException;
import io.supervision.detect.CallOutcomes;
import io.supervision.detect.Verdict;
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

	private final Callers callers = new Callers(this);

	private final @Nullable Supplier<CallSet> only;

	private volatile @Nullable CallSet current;

	private volatile @Nullable GenerationCalls starting;

	private volatile Child.Transition transition = new Child.Transition(ChildState.STARTING, 0, null);

	private volatile @Nullable ProxyClass proxy;

	private volatile WeakReference<Object> last = new WeakReference<>(null);

	private volatile int order = Ordered.LOWEST_PRECEDENCE;

	private volatile Runnable listener = () -> {
	};

	/**
	 * Make the gate of a component that has not started yet.
	 * @param component the id of the component
	 * @param rules how calls wait
	 */
	CallGate(String component, WaitRules rules) {
		this(component, rules, null);
	}

	private CallGate(String component, WaitRules rules, @Nullable Supplier<CallSet> only) {
		this.component = component;
		this.rules = rules;
		this.only = only;
	}

	/**
	 * Make a way into one generation and no other.
	 * @param only enters it for a call, or throws
	 * @return a gate for a proxy of its own; the generation remains this one's
	 */
	CallGate narrowed(Supplier<CallSet> only) {
		return new CallGate(this.component, this.rules, only);
	}

	/**
	 * Enter the current generation, or wait for one. Called by generated code.
	 * @return what the call is counted on now, and has to leave
	 * @throws ComponentUnavailableException if there is none and will not be soon enough
	 */
	public CallSet enter() {
		CallSet calls = this.current;
		if (calls != null && calls.enter()) {
			return calls;
		}
		CallSet another = enterNow(calls);
		return (another != null) ? another : new WaitingCall(this).enter();
	}

	/** What is current changes with the generation, and from time to time within one. */
	private @Nullable CallSet enterNow(@Nullable CallSet tried) {
		if (this.only != null) {
			return this.only.get();
		}
		CallSet last = tried;
		CallSet next = this.current;
		while (next != null && next != last) {
			if (next.enter()) {
				return next;
			}
			last = next;
			next = this.current;
		}
		return null;
	}

	/**
	 * Leave after a call that has thrown and is safe to repeat, and enter the next
	 * generation if it is to be made again there. Called by generated code.
	 * @param calls what the call is counted on
	 * @param method the number of the method
	 * @param thrown what came out
	 * @param before the repetition that this was, or {@code null}
	 * @return the repetition to go on with
	 * @throws Throwable what the caller is to get, if it is not made again
	 */
	public Repetition again(CallSet calls, int method, Throwable thrown, @Nullable Repetition before) throws Throwable {
		Verdict verdict = calls.judge(method, thrown);
		boolean interrupted = calls.leave();
		Repetition repetition = before;
		boolean entered = false;
		try {
			repetition = (before != null) ? before : new Repetition(this, thrown);
			entered = this.only == null && repetition.enter(calls.calls(), verdict, interrupted, thrown);
		}
		catch (Exception | Error ex) {
			// The caller is owed what the component threw.
		}
		if (entered && repetition != null) {
			return repetition;
		}
		throw (repetition != null) ? repetition.outcome(thrown) : thrown;
	}

	/**
	 * Enter the current generation for a call that is followed beyond its return. Called
	 * by generated code.
	 * @param method the number of the method
	 * @return the call, or {@code null} if it has to be made later
	 */
	public @Nullable FollowedCall follow(int method) {
		CallSet calls = enterNow(null);
		if (calls == null) {
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
		CallSet calls = this.current;
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
	 * Ask an instance for its order, on the thread that starts it, so that it is known
	 * also when the component has gone down before anybody asked.
	 * @param instance the bean of a generation that takes no calls yet
	 */
	void learnOrder(Object instance) {
		if (instance instanceof Ordered ordered) {
			try {
				this.order = ordered.getOrder();
			}
			catch (RuntimeException ex) {
				// As little as it fails a list that is being sorted.
				return;
			}
		}
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
		this.rules.waits().cycles().began(calls);
		return calls;
	}

	/**
	 * Make a generation the current one. Calls that wait enter it.
	 * @param calls the generation
	 */
	void open(GenerationCalls calls) {
		GenerationCalls before = generation();
		if (before != null && before != calls) {
			before.rememberCallers();
		}
		synchronized (this) {
			this.current = calls.active();
			if (this.starting == calls) {
				this.starting = null;
			}
		}
		this.rules.waits().cycles().ended(calls);
		changed();
	}

	/**
	 * Let calls count on another set of the same generation, if it is still the current
	 * one.
	 * @param from the set they count on
	 * @param to the set they are to count on
	 */
	synchronized void turn(CallSet from, CallSet to) {
		if (this.current == from) {
			this.current = to;
		}
	}

	/**
	 * Learn where the component stands now. Calls that wait for the end of an outage are
	 * not woken by its course.
	 * @param transition the new state
	 */
	void became(Child.Transition transition) {
		Child.Transition before = this.transition;
		this.transition = transition;
		boolean goesOn = transition.state() == ChildState.RESTARTING && before.state() == ChildState.RESTARTING
				&& transition.outageSince() == before.outageSince();
		if (!goesOn) {
			changed();
		}
	}

	/**
	 * Have somebody told whenever something has changed that calls may wait for.
	 * @param listener told on any thread, the tree's owner included; must neither block
	 * nor throw
	 */
	void tell(Runnable listener) {
		this.listener = listener;
	}

	/**
	 * Tell whether a call that came now would find the component down. Before it has
	 * first run it is not: a call makes it start.
	 */
	boolean down() {
		CallSet calls = this.current;
		return this.transition.state() != ChildState.STARTING && (calls == null || calls.calls().fenced());
	}

	/**
	 * Tell whether the current thread is inside this component: in a call through its
	 * proxy, or on a thread of the generation that runs or starts.
	 * @return whether waiting for this component's end would be waiting for oneself
	 */
	boolean inside() {
		Thread thread = Thread.currentThread();
		return has(this.starting, thread) || has(generation(), thread) || calls(1);
	}

	/**
	 * Have nobody wait for the calls the current thread is in: it waits for their
	 * generation to end.
	 */
	void leaveOwnCalls() {
		GenerationCalls calls = generation();
		ProxyClass known = this.proxy;
		if (calls != null && known != null && calls.inFlight() > 0) {
			calls.exempt(known.onStack());
		}
	}

	/**
	 * Find the generation the current thread comes from, behind its fence or before it is
	 * open, and enter it.
	 */
	@Nullable CallSet reenter() {
		return reenter((drains) -> calls(2));
	}

	/**
	 * The same for a call that knows where it comes from.
	 * @param inside whether the call comes out of a generation that is being drained
	 */
	@Nullable CallSet reenter(Predicate<GenerationCalls> inside) {
		Thread thread = Thread.currentThread();
		GenerationCalls starts = this.starting;
		CallSet own = (starts != null && starts.has(thread)) ? starts.reenter() : null;
		if (own != null) {
			return own;
		}
		GenerationCalls drains = generation();
		if (drains != null && drains.draining() && (drains.has(thread) || inside.test(drains))) {
			return drains.reenter();
		}
		return null;
	}

	/** The generation that is called now, or was last. */
	@Nullable GenerationCalls generation() {
		CallSet calls = this.current;
		return (calls != null) ? calls.calls() : null;
	}

	private boolean calls(int times) {
		ProxyClass known = this.proxy;
		return known != null && known.onStack(times);
	}

	private static boolean has(@Nullable GenerationCalls calls, Thread thread) {
		return calls != null && calls.has(thread);
	}

	/**
	 * Tell whether the current thread cannot wait for the generation after this one: it
	 * would be waiting for the end of the call it is in.
	 */
	boolean mustNotOutwait(GenerationCalls calls) {
		return has(calls, Thread.currentThread()) || calls(2);
	}

	void changed() {
		this.signal.raise();
		this.delayed.changed();
		this.listener.run();
	}

	void forget(GenerationCalls calls) {
		synchronized (this) {
			if (this.starting == calls) {
				this.starting = null;
			}
			CallSet gone = this.current;
			if (gone != null && gone.calls() == calls) {
				this.last = new WeakReference<>(gone.target());
				this.current = null;
			}
		}
		this.rules.waits().cycles().ended(calls);
	}

	/**
	 * The instance that is called now.
	 * @return the instance, or {@code null} if there is no generation
	 */
	@Nullable Object target() {
		CallSet calls = this.current;
		return (calls != null) ? calls.target() : null;
	}

	/**
	 * The instance that is called now, or else the one that was called last, if somebody
	 * still holds it.
	 * @return the instance, or {@code null} if there is none
	 */
	@Nullable Object lastTarget() {
		Object target = target();
		return (target != null) ? target : this.last.get();
	}

	/**
	 * How many calls are in flight in the current generation.
	 * @return the number
	 */
	long inFlight() {
		GenerationCalls calls = generation();
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

	@Nullable CallSet current() {
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

	Callers callers() {
		return this.callers;
	}

	@Nullable ProxyClass proxy() {
		return this.proxy;
	}

	void proxiedBy(ProxyClass proxy) {
		this.proxy = proxy;
		if (this.only == null) {
			this.rules.waits().held().know(proxy.proxyClass(), this);
		}
	}

	long nanos() {
		return this.rules.nanos().getAsLong();
	}

}
