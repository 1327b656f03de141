package sample.everyday.shapes;

import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.supervision.ComponentUnavailableException;
import io.supervision.annotation.Supervised;
import io.supervision.autoconfigure.SupervisionAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.test.util.AopTestUtils;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What is different about a supervised bean. Each of these is a line in the
 * documentation.
 */
@Timeout(60)
class FitTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SupervisionAutoConfiguration.class))
		.withPropertyValues("supervision.suspicion-outage=1m")
		.withBean("bean", Bean.class);

	@Test
	void callOfAnotherMethodOfTheSameBeanIsNotWatched() {
		this.runner.run((context) -> {
			Bean bean = context.getBean(Bean.class);
			for (int i = 0; i < 10; i++) {
				assertThat(bean.survives()).isTrue();
			}
			assertThat(Life.of(context).component("bean").incidents()).isEmpty();
			for (int i = 0; i < 3; i++) {
				assertThatIllegalStateException().isThrownBy(bean::fail);
			}
			org.awaitility.Awaitility.await()
				.untilAsserted(() -> assertThat(Life.of(context).component("bean").generation()).isEqualTo(2));
		});
	}

	@Test
	void fieldReadThroughTheProxyIsThatOfTheProxy() {
		this.runner.run((context) -> {
			Bean bean = context.getBean(Bean.class);
			assertThat(bean.field).isNull();
			assertThat(bean.field()).isEqualTo("set");
			assertThat(bean.constantField).as("a constant is in the caller's code").isEqualTo("constant");
			bean.field = "written to the proxy";
			assertThat(bean.field()).isEqualTo("set");
			assertThat(Bean.privateOf(bean)).as("a private method called from outside runs on the proxy").isNull();
		});
	}

	@Test
	void finalMethodIsRefused() {
		this.runner.withBean("closed", FinalMethod.class)
			.run((context) -> assertThat(context).getFailure()
				.hasMessageContaining("must not have final methods, which would run on the proxy and see none of its "
						+ "state: 'FinalMethod.answer'"));
	}

	@Test
	void identityIsThatOfTheProxyAndSurvivesRestarts() {
		this.runner.run((context) -> {
			Bean bean = context.getBean(Bean.class);
			Object inside = bean.self();
			assertThat(inside).isNotSameAs(bean);
			assertThat(bean.equals(inside)).isFalse();
			assertThat(bean.equals(bean)).isTrue();
			assertThat(new Bean().equals(new Bean())).as("the bean's own equals is not asked").isTrue();
			int hash = bean.hashCode();
			Set<Object> set = new HashSet<>(Set.of(bean));
			Life.of(context).restart("bean", 3);
			assertThat(bean.hashCode()).isEqualTo(hash);
			assertThat(set).contains(bean);
			assertThat(bean.self()).isNotSameAs(inside);
			assertThat(AopTestUtils.<Bean>getUltimateTargetObject(bean)).isSameAs(bean.self());
		});
	}

	@Test
	void toStringNeverFails() {
		this.runner.run((context) -> {
			Bean bean = context.getBean(Bean.class);
			String text = "supervised bean (" + Bean.class.getName() + ")";
			assertThat(bean).hasToString(text);
			Life.of(context).whileDown("bean", () -> {
				assertThat(bean).hasToString(text).isEqualTo(bean);
				assertThat(bean.hashCode()).isEqualTo(System.identityHashCode(bean));
			});
		});
	}

	@Test
	void classIsASubclassOrOnlyTheInterface() {
		this.runner.withUserConfiguration(Interfaces.class).run((context) -> {
			Bean bean = context.getBean(Bean.class);
			assertThat(bean.getClass()).isNotEqualTo(Bean.class);
			assertThat(bean.getClass().getSuperclass()).isEqualTo(Bean.class);
			assertThat(ClassUtils.getUserClass(bean)).isEqualTo(Bean.class);
			assertThat(AopProxyUtils.ultimateTargetClass(bean)).isEqualTo(Bean.class);
			assertThat(bean.self().getClass()).isEqualTo(Bean.class);
			Object text = context.getBean("text");
			assertThat(text).isInstanceOf(CharSequence.class).isNotInstanceOf(String.class);
		});
	}

	@Test
	void proxyIsNotSerializable() {
		this.runner.run((context) -> {
			Bean bean = context.getBean(Bean.class);
			try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
				assertThatExceptionOfType(NotSerializableException.class).isThrownBy(() -> out.writeObject(bean));
			}
		});
	}

	@Test
	void lockOfTheProxyIsNotTheLockOfTheBean() {
		this.runner.run((context) -> {
			Bean bean = context.getBean(Bean.class);
			CountDownLatch done = new CountDownLatch(1);
			synchronized (bean) {
				new Thread(() -> {
					bean.guarded();
					done.countDown();
				}).start();
				assertThat(done.await(10, TimeUnit.SECONDS)).as("the method of the bean was not kept out").isTrue();
			}
		});
	}

	@Test
	void staticStateSurvivesAndInstanceStateDoesNot() {
		this.runner.run((context) -> {
			Bean bean = context.getBean(Bean.class);
			int before = bean.count();
			assertThat(bean.remember("it")).isNull();
			Life.of(context).restart("bean", 3);
			assertThat(bean.remember("something else")).as("instance state").isNull();
			assertThat(bean.count()).as("static state").isEqualTo(before + 1);
		});
	}

	@Test
	void threadLocalsOfTheCallerReachTheBeanAndStayWithTheThread() {
		this.runner.run((context) -> {
			Bean bean = context.getBean(Bean.class);
			Bean.LOCAL.set("of the caller");
			try {
				assertThat(bean.local()).isEqualTo("of the caller");
				Life.of(context).restart("bean", 3);
				assertThat(bean.local()).isEqualTo("of the caller");
				assertThat(bean.constructedWith()).as("a start runs on a thread of its own").isNull();
			}
			finally {
				Bean.LOCAL.remove();
			}
		});
	}

	@Test
	void objectThatLeavesTheBeanStaysWithItsGeneration() {
		this.runner.run((context) -> {
			Bean bean = context.getBean(Bean.class);
			Runnable view = bean.view();
			Life.of(context).restart("bean", 1);
			view.run();
			assertThat(bean.views()).as("the view belongs to the generation that made it").isZero();
			Life.of(context)
				.whileDown("bean",
						() -> assertThatExceptionOfType(ComponentUnavailableException.class).isThrownBy(bean::views));
		});
	}

	@Supervised
	static class Bean implements Serializable {

		static final ThreadLocal<String> LOCAL = new ThreadLocal<>();

		private static final long serialVersionUID = 1L;

		private static int counter;

		final String constantField = "constant";

		String field = "set";

		private final String constructedWith = LOCAL.get();

		private String remembered;

		private int views;

		String field() {
			return this.field;
		}

		private String privateOne() {
			return this.field;
		}

		static String privateOf(Bean bean) {
			String before = bean.field;
			bean.field = null;
			String read = bean.privateOne();
			bean.field = before;
			return read;
		}

		void fail() {
			throw new IllegalStateException("failed");
		}

		boolean survives() {
			try {
				fail();
				return false;
			}
			catch (IllegalStateException ex) {
				return true;
			}
		}

		Object self() {
			return this;
		}

		synchronized void guarded() {
			this.views += 0;
		}

		int count() {
			return ++counter;
		}

		String remember(String text) {
			String before = this.remembered;
			this.remembered = text;
			return before;
		}

		String local() {
			return LOCAL.get();
		}

		String constructedWith() {
			return this.constructedWith;
		}

		Runnable view() {
			return () -> this.views++;
		}

		int views() {
			return this.views;
		}

		@Override
		public boolean equals(Object other) {
			return other instanceof Bean;
		}

		@Override
		public int hashCode() {
			return 1;
		}

		@Override
		public String toString() {
			return "the bean's own";
		}

	}

	@Supervised
	static class FinalMethod {

		public final String answer() {
			return "answer";
		}

	}

	static class Interfaces {

		@org.springframework.context.annotation.Bean
		@Supervised
		CharSequence text() {
			return "text";
		}

	}

}
