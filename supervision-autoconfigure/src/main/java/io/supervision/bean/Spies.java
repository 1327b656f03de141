package io.supervision.bean;

import java.util.List;

import org.mockito.Mockito;
import org.mockito.listeners.VerificationStartedListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.util.ClassUtils;

/**
 * The spies of tests, which are put on instances: each generation has one of its own.
 */
final class Spies {

	private static final Logger logger = LoggerFactory.getLogger(Spies.class);

	private static final boolean MOCKITO = ClassUtils.isPresent("org.mockito.Mockito", Spies.class.getClassLoader());

	private Spies() {
	}

	/**
	 * Have a spy verified without the proxy: what a verification throws is no failure of
	 * the component. Say so if the spy is not the first one, since its test will be
	 * surprised.
	 * @param generation the generation that starts
	 * @param bean its instance
	 */
	static void lookAfter(BeanGeneration generation, Object bean) {
		if (MOCKITO && isSpy(bean) && generation.number() > 1) {
			logger.warn(
					"'{}' has been restarted, and its spy is a new one: what was stubbed and recorded on the old "
							+ "one is gone. Stub it again, or set 'supervision.mode' to 'observe' in this test",
					generation.component());
		}
	}

	private static boolean isSpy(Object bean) {
		try {
			return WithMockito.lookAfter(bean);
		}
		catch (RuntimeException | LinkageError ex) {
			logger.debug("This Mockito cannot be asked for spies", ex);
			return false;
		}
	}

	/** Loaded only if Mockito is there. */
	private static final class WithMockito {

		private static final VerificationStartedListener BEHIND_THE_PROXY = (started) -> started
			.setMock(new SupervisedMockResolver().resolve(started.getMock()));

		static boolean lookAfter(Object bean) {
			if (!Mockito.mockingDetails(bean).isSpy()) {
				return false;
			}
			List<VerificationStartedListener> listeners = Mockito.mockingDetails(bean)
				.getMockCreationSettings()
				.getVerificationStartedListeners();
			if (!listeners.contains(BEHIND_THE_PROXY)) {
				listeners.add(BEHIND_THE_PROXY);
			}
			return true;
		}

	}

}
