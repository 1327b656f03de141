package io.supervision.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method of a supervised bean that may be called again with the same arguments
 * after a call of it has failed: it only reads, or what it does is done once however
 * often it is asked to, or a call that throws has done nothing. A call that fails because
 * of a fault of the component is then made again on the next generation, and its caller
 * notices nothing but the time that takes.
 * <p>
 * A call is made again only if the throwable is the component's own fault, or that of a
 * component which is restarted together with it, and the generation is being replaced. A
 * throwable that is no reason to replace it goes on to the caller at once, so an
 * exception that is neither listed in {@code failOn} nor reported by
 * {@code Generation.fail} is hidden from callers from the {@code failureThreshold}-th in
 * a row on only. What is the caller's fault or a dependency's is never repeated, nor is
 * anything on a thread that must not block, in a call that comes out of the component
 * itself, or inside a transaction of the caller, which may have been rolled back.
 * <p>
 * The caller waits for the decision for at most the component's {@code waitTimeout}, and
 * then for the next generation as any call does. A call whose failure may itself be the
 * reason for the restart is made again once, and only while the supervisor's budget has a
 * restart left for the case that it fails again: then it is the request. One that has
 * only been caught up in the restart of another component is made again three times at
 * most. After that the caller gets the first throwable, with the later ones suppressed.
 * <p>
 * It counts on the method of the bean's declared class, on an interface method that it
 * implements, and as a meta-annotation. It does nothing on beans that are not supervised.
 * Methods whose result comes later (a {@code CompletionStage} or a {@code Publisher}),
 * workers, probes, scheduled methods, and methods that a proxy cannot pass on are refused
 * at start-up.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface SafeToRepeat {

}
