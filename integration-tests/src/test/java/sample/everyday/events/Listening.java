package sample.everyday.events;

import javax.sql.DataSource;

import io.supervision.Generation;
import io.supervision.annotation.Supervised;
import io.supervision.autoconfigure.SupervisionAutoConfiguration;
import io.supervision.autoconfigure.SupervisionEventAutoConfiguration;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.context.event.GenericApplicationListener;
import org.springframework.context.event.SmartApplicationListener;
import org.springframework.core.ResolvableType;
import org.springframework.core.ResolvableTypeProvider;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * An application whose supervised beans listen in every way there is, between two that
 * are not supervised.
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({ SupervisionAutoConfiguration.class, SupervisionEventAutoConfiguration.class })
@EnableAsync
@EnableTransactionManagement
class Listening {

	@Bean
	DataSource dataSource(Environment environment) {
		return new DriverManagerDataSource(environment.getRequiredProperty("database"));
	}

	@Bean
	PlatformTransactionManager transactionManager(DataSource dataSource) {
		return new JdbcTransactionManager(dataSource);
	}

	@Bean
	JdbcTemplate jdbc(DataSource dataSource) {
		return new JdbcTemplate(dataSource);
	}

	@Bean
	@Supervised
	Clerk clerk(Generation generation, JdbcTemplate jdbc) {
		return new Clerk(generation, jdbc);
	}

	@Bean
	@Supervised
	Typed typed(Generation generation) {
		return new Typed(generation);
	}

	@Bean
	@Supervised
	ApplicationListener<Tock> lambda(Generation generation) {
		return (tock) -> Told.that("lambda " + generation.number());
	}

	@Bean
	@Supervised
	Smart smart(Generation generation) {
		return new Smart(generation);
	}

	@Bean
	@Supervised
	Generic generic(Generation generation) {
		return new Generic(generation);
	}

	@Bean
	First first() {
		return new First();
	}

	@Bean
	Last last() {
		return new Last();
	}

	record Ordinary(String text) {
	}

	record Question(String text) {
	}

	record Answer(String text) {
	}

	record Amount(int value) {
	}

	record Detached(String text) {
	}

	record Broken(String text) {
	}

	record Sale(int id) {
	}

	record Box<T>(T content) implements ResolvableTypeProvider {

		@Override
		public ResolvableType getResolvableType() {
			return ResolvableType.forClassWithGenerics(Box.class, ResolvableType.forInstance(this.content));
		}

	}

	static class Tick extends ApplicationEvent {

		private static final long serialVersionUID = 1L;

		Tick() {
			super("a test");
		}

	}

	static class Tock extends ApplicationEvent {

		private static final long serialVersionUID = 1L;

		Tock() {
			super("a test");
		}

	}

	static class Clerk {

		private final Generation generation;

		private final JdbcTemplate jdbc;

		Clerk(Generation generation, JdbcTemplate jdbc) {
			this.generation = generation;
			this.jdbc = jdbc;
		}

		private void told(String what) {
			Told.that(what + " " + this.generation.number());
		}

		@EventListener
		@Order(0)
		void on(Ordinary event) {
			told(event.text());
		}

		@EventListener
		@Order(1)
		Answer answer(Question question) {
			told(question.text());
			return new Answer("to " + question.text());
		}

		@EventListener
		@Order(1)
		void on(Answer answer) {
			told(answer.text());
		}

		@EventListener(condition = "#amount.value > 10 && @first != null")
		@Order(1)
		void on(Amount amount) {
			told("amount " + amount.value());
		}

		@EventListener
		@Order(1)
		void text(Box<String> box) {
			told("text");
		}

		@EventListener
		@Order(1)
		void number(Box<Integer> box) {
			told("number");
		}

		@EventListener
		@Async
		void detached(Detached event) {
			told(event.text() + (Thread.currentThread().getName().equals("main") ? " attached" : ""));
		}

		@EventListener
		@Order(1)
		void broken(Broken event) {
			told(event.text());
			throw new IllegalArgumentException(event.text());
		}

		@TransactionalEventListener(phase = TransactionPhase.BEFORE_COMMIT)
		void before(Sale sale) {
			this.jdbc.update("insert into sold (id, by_generation) values (?, ?)", sale.id(), this.generation.number());
		}

		@TransactionalEventListener
		void after(Sale sale) {
			told("committed");
		}

		@TransactionalEventListener(phase = TransactionPhase.AFTER_ROLLBACK)
		void rolledBack(Sale sale) {
			told("rolled back");
		}

		@TransactionalEventListener(fallbackExecution = true)
		void always(Sale sale) {
			told("always");
		}

	}

	static class Typed implements ApplicationListener<Tick> {

		private final Generation generation;

		Typed(Generation generation) {
			this.generation = generation;
		}

		@Override
		public void onApplicationEvent(Tick event) {
			Told.that("typed " + this.generation.number());
		}

	}

	static class Smart implements SmartApplicationListener {

		private final Generation generation;

		Smart(Generation generation) {
			this.generation = generation;
		}

		@Override
		public boolean supportsEventType(Class<? extends ApplicationEvent> type) {
			return type == Tick.class;
		}

		@Override
		public void onApplicationEvent(ApplicationEvent event) {
			Told.that("smart " + this.generation.number());
		}

		@Override
		public int getOrder() {
			return 5;
		}

	}

	static class Generic implements GenericApplicationListener {

		private final Generation generation;

		Generic(Generation generation) {
			this.generation = generation;
		}

		@Override
		public boolean supportsEventType(ResolvableType type) {
			return type.isAssignableFrom(Tock.class) && type.resolve() == Tock.class;
		}

		@Override
		public void onApplicationEvent(ApplicationEvent event) {
			Told.that("generic " + this.generation.number());
		}

		@Override
		public int getOrder() {
			return 6;
		}

	}

	static class First {

		@EventListener
		@Order(-10)
		void on(Object event) {
			if (event.getClass().getEnclosingClass() == Listening.class) {
				Told.that("first");
			}
		}

	}

	static class Last {

		@EventListener
		@Order(10)
		void on(Object event) {
			if (event.getClass().getEnclosingClass() == Listening.class) {
				Told.that("last");
			}
		}

	}

}
