package io.supervision.benchmarks.runs;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/**
 * Child contexts with the small component in them, as one would make them by hand.
 */
enum Children {

	/** As everybody does. */
	ANNOTATION {

		@Override
		ConfigurableApplicationContext create(ConfigurableApplicationContext application) {
			AnnotationConfigApplicationContext child = new AnnotationConfigApplicationContext();
			child.setParent(application);
			child.register(Small.class);
			child.refresh();
			return child;
		}

	},

	/** As lean as it gets. */
	LEAN {

		@Override
		ConfigurableApplicationContext create(ConfigurableApplicationContext application) {
			return new LeanContext(application, "small", DEFINITION.cloneBeanDefinition());
		}

	};

	private static final RootBeanDefinition DEFINITION = new RootBeanDefinition(Small.class);

	/**
	 * Make a child and in it the component.
	 * @param application the application's context
	 * @return the running child
	 */
	abstract ConfigurableApplicationContext create(ConfigurableApplicationContext application);

	/**
	 * Close a child and make another one, again and again.
	 * @param application the application's context
	 * @param times how often
	 */
	void restart(ConfigurableApplicationContext application, int times) {
		ConfigurableApplicationContext child = create(application);
		for (int time = 0; time < times; time++) {
			child.close();
			child = create(application);
		}
		child.close();
	}

	/**
	 * Do the same, each time in a thread that is made for it, as supervision does.
	 * @param application the application's context
	 * @param times how often
	 * @throws InterruptedException never
	 */
	void restartInThreads(ConfigurableApplicationContext application, int times) throws InterruptedException {
		List<ConfigurableApplicationContext> child = several(application, 1);
		for (int time = 0; time < times; time++) {
			Thread thread = new Thread(() -> replace(application, child));
			thread.start();
			thread.join();
		}
		child.get(0).close();
	}

	/**
	 * Make children that are all there at once.
	 * @param application the application's context
	 * @param number how many
	 * @return the running children
	 */
	List<ConfigurableApplicationContext> several(ConfigurableApplicationContext application, int number) {
		return Stream.generate(() -> create(application))
			.limit(number)
			.collect(Collectors.toCollection(ArrayList::new));
	}

	/**
	 * Make children each in a thread of its own.
	 * @param application the application's context
	 * @param number how many
	 * @return the running children
	 * @throws InterruptedException never
	 */
	List<ConfigurableApplicationContext> inThreads(ConfigurableApplicationContext application, int number)
			throws InterruptedException {
		List<ConfigurableApplicationContext> children = new ArrayList<>();
		for (int child = 0; child < number; child++) {
			Thread thread = new Thread(() -> children.add(create(application)));
			thread.start();
			thread.join();
		}
		return children;
	}

	/**
	 * Close each of the children and put another one in its place.
	 * @param application the application's context
	 * @param children the children
	 */
	void replace(ConfigurableApplicationContext application, List<ConfigurableApplicationContext> children) {
		children.replaceAll((child) -> {
			child.close();
			return create(application);
		});
	}

}
