package sample.everyday.events;

import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

import io.supervision.actuate.ComponentDetails;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import sample.everyday.Postgres;
import sample.everyday.Restarts;
import sample.everyday.events.Listening.Amount;
import sample.everyday.events.Listening.Box;
import sample.everyday.events.Listening.Broken;
import sample.everyday.events.Listening.Detached;
import sample.everyday.events.Listening.Ordinary;
import sample.everyday.events.Listening.Question;
import sample.everyday.events.Listening.Sale;
import sample.everyday.events.Listening.Tick;
import sample.everyday.events.Listening.Tock;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.AbstractApplicationEventMulticaster;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.util.ReflectionTestUtils;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.event.TransactionalApplicationListener;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Listeners of supervised beans are what they were before: told once, in their order, by
 * the generation that runs. While it is down nobody else notices.
 */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class EventListenerTests {

	private ConfigurableApplicationContext context;

	@BeforeEach
	void start() {
		this.context = new SpringApplicationBuilder(Listening.class).web(WebApplicationType.NONE)
			.properties("database=" + Postgres.database(), "spring.main.banner-mode=off")
			.run();
		jdbc().execute("create table sold (id int, by_generation int)");
		Told.taken();
	}

	@AfterEach
	void stop() {
		this.context.close();
	}

	@Test
	void methodsAreToldOnceAndInOrderByTheGenerationThatRuns() throws Throwable {
		methods(1);
		Restarts.restart(this.context, "clerk", 3);
		methods(4);
	}

	private void methods(int generation) {
		assertThat(told(new Ordinary("one"))).containsExactly("first", "one " + generation, "last");
		assertThat(told(new Question("why"))).as("the result is an event too")
			.containsExactly("first", "why " + generation, "first", "to why " + generation, "last", "last");
		assertThat(told(new Amount(10))).containsExactly("first", "last");
		assertThat(told(new Amount(11))).containsExactly("first", "amount 11 " + generation, "last");
		assertThat(told(new Box<>("text"))).containsExactly("first", "text " + generation, "last");
		assertThat(told(new Box<>(5))).containsExactly("first", "number " + generation, "last");
	}

	@Test
	void asynchronousMethodIsToldOnceByTheGenerationThatRuns() throws Throwable {
		Restarts.beforeAndAfterThree(this.context, "clerk", () -> {
			this.context.publishEvent(new Detached("detached"));
			String expected = "detached " + Restarts.generation(this.context, "clerk");
			Awaitility.await().until(() -> Told.all().contains(expected));
			assertThat(Told.taken()).containsExactlyInAnyOrder("first", expected, "last");
		});
	}

	@Test
	void asynchronousMethodIsNotEvenHandedOverWhileItIsDown() throws Throwable {
		Restarts.whileDown(this.context, "clerk", () -> {
			assertThat(told(new Detached("detached"))).containsExactly("first", "last");
			assertThat(dropped("clerk")).isEqualTo(1);
		});
	}

	@Test
	void whatAListenerThrowsReachesThePublisherAsEver() throws Throwable {
		Restarts.beforeAndAfterThree(this.context, "clerk", () -> {
			assertThatIllegalArgumentException().isThrownBy(() -> this.context.publishEvent(new Broken("broken")))
				.withMessage("broken");
			assertThat(Told.taken()).containsExactly("first", "broken " + Restarts.generation(this.context, "clerk"));
		});
		assertThat(dropped("clerk")).isZero();
	}

	@Test
	void transactionalMethodsAreToldInTheirPhases() throws Throwable {
		Restarts.beforeAndAfterThree(this.context, "clerk", () -> {
			long generation = Restarts.generation(this.context, "clerk");
			int id = (int) generation;
			transaction((status) -> {
				this.context.publishEvent(new Sale(id));
				assertThat(Told.taken()).containsExactly("first", "last");
			});
			assertThat(Told.taken()).containsExactlyInAnyOrder("committed " + generation, "always " + generation);
			assertThat(jdbc().queryForList("select by_generation from sold where id = " + id, Long.class))
				.containsExactly(generation);
			transaction((status) -> {
				this.context.publishEvent(new Sale(-id));
				status.setRollbackOnly();
			});
			assertThat(Told.taken()).containsExactlyInAnyOrder("first", "last", "rolled back " + generation);
			assertThat(told(new Sale(0))).as("without a transaction")
				.containsExactlyInAnyOrder("first", "last", "always " + generation);
		});
	}

	@Test
	void listenerClassesAreToldOnceByTheGenerationThatRuns() throws Throwable {
		classes(1);
		for (String id : List.of("typed", "lambda", "smart", "generic")) {
			Restarts.restart(this.context, id, 3);
		}
		classes(4);
	}

	private void classes(int generation) {
		assertThat(told(new Tick())).containsExactly("first", "smart " + generation, "last", "typed " + generation);
		assertThat(told(new Tock())).containsExactly("first", "generic " + generation, "last", "lambda " + generation);
	}

	@Test
	void publisherAndOtherListenersDoNotNoticeThatAComponentIsDown(CapturedOutput output) throws Throwable {
		Restarts.whileDown(this.context, "clerk", () -> {
			for (Object event : List.of(new Ordinary("one"), new Question("why"), new Amount(11), new Box<>(5),
					new Detached("detached"), new Broken("broken"))) {
				assertThat(told(event)).containsExactly("first", "last");
			}
			transaction((status) -> this.context.publishEvent(new Sale(1)));
			assertThat(Told.taken()).containsExactly("first", "last");
			assertThat(dropped("clerk")).as("three of them listen to the sale").isEqualTo(6 + 3);
		});
		assertThat(jdbc().queryForList("select * from sold")).isEmpty();
		Awaitility.await().until(() -> output.toString().contains("'clerk' is back and is told of events again"));
		assertThat(output).containsOnlyOnce("Events for 'clerk' are dropped: it is down")
			.contains("again; 9 were dropped")
			.doesNotContain("TransactionSynchronization.afterCompletion threw exception");
		methods(2);
		assertThat(dropped("clerk")).isEqualTo(9);
	}

	@Test
	void publisherDoesNotNoticeThatAListenerIsDownWhoseClassItIs() throws Throwable {
		for (String id : List.of("typed", "smart", "generic")) {
			Restarts.stop(this.context, id);
		}
		// No listener has been asked yet whether it takes these.
		assertThat(told(new Tick())).containsExactly("first", "last");
		assertThat(told(new Ordinary("one"))).containsExactly("first", "one 1", "last");
		assertThat(told(new Tock())).containsExactly("first", "last", "lambda 1");
		for (String id : List.of("typed", "smart", "generic")) {
			Restarts.start(this.context, id);
		}
		assertThat(told(new Tick())).containsExactly("first", "smart 2", "last", "typed 2");
		assertThat(told(new Ordinary("one"))).containsExactly("first", "one 1", "last");
		assertThat(told(new Tock())).containsExactly("first", "generic 2", "last", "lambda 1");
	}

	@Test
	void restartsLeaveNoListenersBehind() {
		int before = listeners().size();
		for (String id : List.of("clerk", "typed", "smart", "generic", "lambda")) {
			Restarts.restart(this.context, id, 20);
		}
		assertThat(listeners()).hasSize(before);
	}

	@Test
	void thoseWhoLookForTransactionalListenersFindThem() {
		assertThat(listeners()).filteredOn(TransactionalApplicationListener.class::isInstance).hasSize(4);
	}

	private Collection<?> listeners() {
		return ReflectionTestUtils.invokeMethod(
				this.context.getBean("applicationEventMulticaster", AbstractApplicationEventMulticaster.class),
				"getApplicationListeners");
	}

	private List<String> told(Object event) {
		this.context.publishEvent(event);
		return Told.taken();
	}

	private void transaction(Consumer<org.springframework.transaction.TransactionStatus> work) {
		new TransactionTemplate(this.context.getBean(PlatformTransactionManager.class)).executeWithoutResult(work);
	}

	private JdbcTemplate jdbc() {
		return this.context.getBean(JdbcTemplate.class);
	}

	private Long dropped(String id) {
		return this.context.getBean(ComponentDetails.class).droppedEvents("/" + id);
	}

}
