package io.supervision.bean;

import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.util.ClassUtils;

/**
 * The transaction a caller is in, which what it has called may have marked as to be
 * rolled back. Spring's transactions need not be there.
 */
final class OuterTransaction {

	private static final boolean KNOWN = ClassUtils.isPresent(
			"org.springframework.transaction.support.TransactionSynchronizationManager",
			OuterTransaction.class.getClassLoader());

	private OuterTransaction() {
	}

	/** Whether the current thread is in one. */
	static boolean isOpen() {
		return KNOWN && TransactionSynchronizationManager.isActualTransactionActive();
	}

}
