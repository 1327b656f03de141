package io.supervision;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;

/**
 * One life of a supervised bean, in the hands of that bean. Inject it by constructor,
 * field, setter or {@code @Bean} parameter; anywhere but in a supervised bean that fails.
 */
public interface Generation {

	/**
	 * The id of the component: the bean name.
	 * @return the id
	 */
	String component();

	/**
	 * The number of this generation: 1 for the first successful start.
	 * @return the number
	 */
	long number();

	/**
	 * Report that this generation cannot do its job. It is a failure, whatever the cause,
	 * and the supervisor acts on it. Returns at once; later calls change nothing.
	 * @param cause what is wrong
	 */
	void fail(Throwable cause);

	/**
	 * Report that this generation has done its work: it ends normally (OTP: exit reason
	 * normal). Returns at once.
	 */
	void complete();

	/**
	 * An executor whose threads belong to this generation: they are interrupted when it
	 * stops, and what they throw is seen. It is made at the first call.
	 * @return the executor
	 */
	ExecutorService executor();

	/**
	 * A scheduler whose threads belong to this generation, made at the first call.
	 * @return the scheduler
	 */
	ScheduledExecutorService scheduler();

}
