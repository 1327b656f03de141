package sample.everyday;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.zaxxer.hikari.HikariDataSource;
import io.supervision.ComponentUnavailableException;
import io.supervision.Generation;
import io.supervision.annotation.Supervised;
import io.supervision.tree.SupervisionKernel.Operation;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.UnexpectedRollbackException;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * A transaction of a supervised bean is whole, on a real database, whatever happens to
 * the component meanwhile.
 */
@SpringBootTest(webEnvironment = WebEnvironment.NONE)
@Timeout(60)
class TransactionTests {

	private static final AtomicInteger BEGUN = new AtomicInteger();

	@Autowired
	ApplicationContext context;

	@Autowired
	JdbcTemplate jdbc;

	@Autowired
	HikariDataSource dataSource;

	@Autowired
	PlatformTransactionManager transactions;

	@Autowired
	Bank bank;

	@DynamicPropertySource
	static void database(DynamicPropertyRegistry registry) {
		Postgres.register(registry);
	}

	@BeforeEach
	void open() {
		this.jdbc
			.execute("create table if not exists account (name text primary key, balance int check (balance >= 0))");
		this.jdbc.execute("truncate account");
		this.jdbc.update("insert into account values ('ann', 100), ('bob', 100)");
	}

	@AfterEach
	void nothingIsLeftOpen() {
		Awaitility.await()
			.untilAsserted(() -> assertThat(this.dataSource.getHikariPoolMXBean().getActiveConnections()).isZero());
		assertThat(TransactionSynchronizationManager.isSynchronizationActive()).isFalse();
	}

	@Test
	void commitsOrRollsBackInEachGeneration() throws Throwable {
		Restarts.beforeAndAfterThree(this.context, "bank", () -> {
			open();
			this.bank.transfer("ann", "bob", 30);
			assertBalances(70, 130);
			assertThatExceptionOfType(DataAccessException.class).isThrownBy(() -> this.bank.transfer("ann", "bob", 80));
			assertBalances(70, 130);
			assertThatIllegalStateException().isThrownBy(() -> this.bank.depositAndFail("ann", 1));
			assertBalances(70, 130);
		});
	}

	@Test
	void oneTransactionIsBegunPerCall() throws Throwable {
		Restarts.beforeAndAfterThree(this.context, "bank", () -> {
			BEGUN.set(0);
			this.bank.transfer("ann", "bob", 1);
			assertThat(BEGUN).hasValue(1);
		});
	}

	@Test
	void rulesSayWhatRollsBack() throws Throwable {
		Restarts.beforeAndAfterThree(this.context, "bank", () -> {
			open();
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> this.bank.depositChecked("ann", 1));
			assertBalances(101, 100);
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> this.bank.depositRolledBack("ann", 1));
			assertBalances(101, 100);
			assertThatExceptionOfType(UnsupportedOperationException.class)
				.isThrownBy(() -> this.bank.depositKept("ann", 1));
			assertBalances(102, 100);
		});
	}

	@Test
	void readOnlyIsReadOnly() throws Throwable {
		Restarts.beforeAndAfterThree(this.context, "bank", () -> {
			assertThat(this.bank.readOnly()).isEqualTo("on");
			assertThatExceptionOfType(DataAccessException.class).isThrownBy(() -> this.bank.writeReadOnly("ann"));
			assertThat(this.bank.readOnlyOf("bob")).isEqualTo(100);
		});
		assertBalances(100, 100);
	}

	@Test
	void propagationWorks() throws Throwable {
		TransactionTemplate outer = new TransactionTemplate(this.transactions);
		Restarts.beforeAndAfterThree(this.context, "bank", () -> {
			open();
			assertThatIllegalStateException().isThrownBy(() -> this.bank.depositNewAndFail("ann", "bob"));
			assertBalances(100, 101);
			assertThatExceptionOfType(IllegalTransactionStateException.class)
				.isThrownBy(() -> this.bank.mandatory("ann"));
			outer.executeWithoutResult((status) -> this.bank.mandatory("ann"));
			assertBalances(101, 101);
			assertThat(outer.<Boolean>execute((status) -> this.bank.notSupported())).isFalse();
			assertThat(outer.<Boolean>execute((status) -> this.bank.supports())).isTrue();
			assertThat(this.bank.supports()).isFalse();
		});
	}

	@Test
	void aFailureRollsBackTheCallersTransactionToo() {
		TransactionTemplate outer = new TransactionTemplate(this.transactions);
		assertThatExceptionOfType(UnexpectedRollbackException.class)
			.isThrownBy(() -> outer.executeWithoutResult((status) -> {
				this.jdbc.update("update account set balance = 1");
				assertThatIllegalStateException().isThrownBy(() -> this.bank.depositAndFail("ann", 1));
			}));
		assertBalances(100, 100);
	}

	@Test
	void whatTheCallerDoesWrongIsNotTheBanksFault() {
		long generation = Restarts.generation(this.context, "bank");
		for (int i = 0; i < 10; i++) {
			assertThatExceptionOfType(DuplicateKeyException.class).isThrownBy(() -> this.bank.open("ann"));
		}
		assertThat(Restarts.generation(this.context, "bank")).isEqualTo(generation);
		assertThat(Restarts.component(this.context, "bank").degradedBy()).isNull();
	}

	@Test
	void aCallInFlightCommitsAlthoughTheComponentIsRestarted() throws Exception {
		long generation = Restarts.generation(this.context, "bank");
		Pause pause = new Pause();
		CompletableFuture<Long> call = CompletableFuture
			.supplyAsync(() -> this.bank.transferSlowly("ann", "bob", pause));
		pause.awaitBegun();
		Restarts.operate(this.context, "bank", Operation.RESTART);
		CompletableFuture<Integer> next = CompletableFuture.supplyAsync(() -> this.bank.balance("ann"));
		Awaitility.await()
			.until(() -> Restarts.component(this.context, "bank").state(),
					(state) -> state.name().equals("RESTARTING"));
		pause.end();
		assertThat(call.get(10, TimeUnit.SECONDS)).isEqualTo(generation);
		Restarts.awaitGeneration(this.context, "bank", generation + 1);
		assertBalances(99, 101);
		assertThat(next).succeedsWithin(10, TimeUnit.SECONDS).isEqualTo(99);
	}

	@Test
	void aCallThatHangsIsInterruptedAndRolledBack() throws Exception {
		Vault vault = this.context.getBean(Vault.class);
		long generation = Restarts.generation(this.context, "vault");
		Pause pause = new Pause();
		CompletableFuture<Void> call = CompletableFuture.runAsync(() -> vault.hang(pause));
		pause.awaitBegun();
		Restarts.awaitGeneration(this.context, "vault", generation + 1);
		assertThat(call).failsWithin(10, TimeUnit.SECONDS)
			.withThrowableThat()
			.withRootCauseInstanceOf(InterruptedException.class);
		assertBalances(100, 100);
		vault.take("ann");
		assertBalances(99, 100);
	}

	@Test
	void aStatementThatHangsEndsWithTheTimeoutOfItsTransaction() throws Exception {
		Vault vault = this.context.getBean(Vault.class);
		long generation = Restarts.generation(this.context, "vault");
		Pause pause = new Pause();
		CompletableFuture<Void> call = CompletableFuture.runAsync(() -> vault.hangInDatabase(pause));
		pause.awaitBegun();
		Restarts.awaitGeneration(this.context, "vault", generation + 1);
		vault.take("bob");
		assertThat(call).failsWithin(20, TimeUnit.SECONDS)
			.withThrowableThat()
			.havingCause()
			.isInstanceOf(DataAccessException.class);
		assertBalances(100, 99);
		Awaitility.await().until(() -> Restarts.component(this.context, "vault").abandoned() == 0);
	}

	@Test
	void noTransactionIsBegunWhileDown() throws Throwable {
		TransactionTemplate outer = new TransactionTemplate(this.transactions);
		Restarts.whileDown(this.context, "bank", () -> {
			BEGUN.set(0);
			for (int i = 0; i < 20; i++) {
				assertThatExceptionOfType(ComponentUnavailableException.class)
					.isThrownBy(() -> this.bank.transfer("ann", "bob", 1));
			}
			assertThat(BEGUN).hasValue(0);
			assertThat(this.dataSource.getHikariPoolMXBean().getActiveConnections()).isZero();
			outer.executeWithoutResult((status) -> {
				this.jdbc.update("update account set balance = 50 where name = 'ann'");
				assertThatExceptionOfType(ComponentUnavailableException.class)
					.isThrownBy(() -> this.bank.transfer("ann", "bob", 1));
				assertThat(status.isRollbackOnly()).isFalse();
			});
		});
		assertBalances(50, 100);
	}

	private void assertBalances(int ann, int bob) {
		assertThat(this.jdbc.queryForList("select balance from account order by name", Integer.class))
			.containsExactly(ann, bob);
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ Bank.class, Vault.class })
	static class Application {

		@Bean
		TransactionExecutionListener counting() {
			return new TransactionExecutionListener() {

				@Override
				public void beforeBegin(TransactionExecution transaction) {
					BEGUN.incrementAndGet();
				}

			};
		}

	}

	/** Where a call waits until it is told to go on. */
	static final class Pause {

		private final CountDownLatch begun = new CountDownLatch(1);

		private final CountDownLatch end = new CountDownLatch(1);

		void here() {
			this.begun.countDown();
			try {
				this.end.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new IllegalStateException(ex);
			}
		}

		void awaitBegun() throws InterruptedException {
			assertThat(this.begun.await(10, TimeUnit.SECONDS)).isTrue();
		}

		void end() {
			this.end.countDown();
		}

	}

	@Supervised(failureThreshold = 100)
	@Component("bank")
	static class Bank {

		private final JdbcTemplate jdbc;

		private final Generation generation;

		private final Bank self;

		Bank(JdbcTemplate jdbc, Generation generation, @Lazy Bank self) {
			this.jdbc = jdbc;
			this.generation = generation;
			this.self = self;
		}

		@Transactional
		public void open(String name) {
			this.jdbc.update("insert into account values (?, 0)", name);
		}

		@Transactional
		public void transfer(String from, String to, int amount) {
			add(to, amount);
			add(from, -amount);
		}

		@Transactional
		public long transferSlowly(String from, String to, Pause pause) {
			add(from, -1);
			pause.here();
			add(to, 1);
			return this.generation.number();
		}

		@Transactional
		public void depositAndFail(String name, int amount) {
			add(name, amount);
			throw new IllegalStateException("no");
		}

		@Transactional
		public void depositChecked(String name, int amount) throws IOException {
			add(name, amount);
			throw new IOException("checked");
		}

		@Transactional(rollbackFor = IOException.class)
		public void depositRolledBack(String name, int amount) throws IOException {
			add(name, amount);
			throw new IOException("checked");
		}

		@Transactional(noRollbackFor = UnsupportedOperationException.class)
		public void depositKept(String name, int amount) {
			add(name, amount);
			throw new UnsupportedOperationException("kept");
		}

		@Transactional(readOnly = true)
		public String readOnly() {
			return this.jdbc.queryForObject("select current_setting('transaction_read_only')", String.class);
		}

		@Transactional(readOnly = true)
		public Integer readOnlyOf(String name) {
			return this.jdbc.queryForObject("select balance from account where name = ?", Integer.class, name);
		}

		@Transactional(readOnly = true)
		public void writeReadOnly(String name) {
			add(name, 1);
		}

		@Transactional
		public void depositNewAndFail(String lost, String kept) {
			add(lost, 1);
			this.self.depositNew(kept);
			throw new IllegalStateException("only the inner one is kept");
		}

		@Transactional(propagation = Propagation.REQUIRES_NEW)
		public void depositNew(String name) {
			add(name, 1);
		}

		@Transactional(propagation = Propagation.MANDATORY)
		public void mandatory(String name) {
			add(name, 1);
		}

		@Transactional(propagation = Propagation.NOT_SUPPORTED)
		public boolean notSupported() {
			return TransactionSynchronizationManager.isActualTransactionActive();
		}

		@Transactional(propagation = Propagation.SUPPORTS)
		public boolean supports() {
			return TransactionSynchronizationManager.isActualTransactionActive();
		}

		public Integer balance(String name) {
			return this.jdbc.queryForObject("select balance from account where name = ?", Integer.class, name);
		}

		private void add(String name, int amount) {
			this.jdbc.update("update account set balance = balance + ? where name = ?", amount, name);
		}

	}

	/** Its calls must not take long. */
	@Supervised(callTimeout = "300ms", shutdownTimeout = "500ms")
	@Component("vault")
	static class Vault {

		private final JdbcTemplate jdbc;

		Vault(JdbcTemplate jdbc) {
			this.jdbc = jdbc;
		}

		@Transactional
		public void take(String name) {
			this.jdbc.update("update account set balance = balance - 1 where name = ?", name);
		}

		@Transactional
		public void hang(Pause pause) {
			take("ann");
			pause.here();
		}

		@Transactional(timeout = 3)
		public void hangInDatabase(Pause pause) {
			take("ann");
			pause.begun.countDown();
			this.jdbc.queryForList("select pg_sleep(60)");
		}

	}

}
