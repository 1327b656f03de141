package io.supervision.bean;

import java.lang.reflect.Method;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * How far a call is followed, by the return type its method declares. Reactor is spoken
 * of by name here, since it need not be there.
 */
enum Following {

	/** The call is over when the method returns. */
	NOT(null),

	/** The result is a stage that can be handed out as another object. */
	FUTURE("future"),

	/** The result is a stage of a type that only the component can make. */
	STAGE("stage"),

	/** The result is a publisher; each subscription is followed. */
	PUBLISHER("publisher");

	private static final String REACTOR = "reactor.core.publisher.";

	private final @Nullable String follower;

	Following(@Nullable String follower) {
		this.follower = follower;
	}

	static Following of(Method method) {
		Class<?> type = method.getReturnType();
		if (CompletionStage.class.isAssignableFrom(type)) {
			return type.isAssignableFrom(FollowedFuture.class) ? FUTURE : STAGE;
		}
		boolean publisher = switch (type.getName()) {
			case "org.reactivestreams.Publisher", REACTOR + "Mono", REACTOR + "Flux" -> seenByUs(type);
			default -> false;
		};
		return publisher ? PUBLISHER : NOT;
	}

	/** Publishers are followed with the means of Reactor. */
	private static boolean seenByUs(Class<?> type) {
		try {
			ClassLoader ours = Following.class.getClassLoader();
			Class.forName(REACTOR + "Mono", false, ours);
			return Class.forName(type.getName(), false, ours) == type;
		}
		catch (ClassNotFoundException | LinkageError ex) {
			return false;
		}
	}

	/**
	 * The method of {@link FollowedCall} that takes what such a method has returned.
	 */
	String follower() {
		if (this.follower == null) {
			throw new IllegalStateException("Calls that end when they return are not followed");
		}
		return this.follower;
	}

}
