package io.supervision.bean;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class GenerationThreadsTests {

	@Test
	void groupThatIsLeftHoldsNoClassLoader() {
		WeakReference<ClassLoader> loader = new WeakReference<>(new Loader());
		GenerationThreads threads = threads(loader.get());
		assertThat(made(threads).getContextClassLoader()).isNotNull().isSameAs(loader.get());
		await().atMost(Duration.ofSeconds(30)).until(() -> {
			System.gc();
			return loader.refersTo(null);
		});
		assertThat(made(threads).getContextClassLoader()).isNull();
	}

	private static Thread made(GenerationThreads threads) {
		return threads.thread("made", () -> {
		});
	}

	private static GenerationThreads threads(ClassLoader classLoader) {
		GenericApplicationContext application = new GenericApplicationContext();
		application.setClassLoader(classLoader);
		BeanBlueprint blueprint = new BeanBlueprint(application, "feed", new RootBeanDefinition(), List.of(),
				ComponentDefinition.Watching.NOTHING);
		return GenerationThreads.of(blueprint, GenerationThreads.outside());
	}

	/** Not the one that has loaded this class. */
	private static final class Loader extends ClassLoader {

	}

}
