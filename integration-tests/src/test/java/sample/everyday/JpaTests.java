package sample.everyday;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.zaxxer.hikari.HikariDataSource;
import io.supervision.ComponentUnavailableException;
import io.supervision.annotation.Supervised;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.NoResultException;
import jakarta.persistence.OneToMany;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.PersistenceContextType;
import jakarta.persistence.PersistenceUnit;
import jakarta.persistence.Version;
import org.hibernate.Session;
import org.hibernate.LazyInitializationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.dao.EmptyResultDataAccessException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;
import org.springframework.stereotype.Repository;
import org.springframework.stereotype.Service;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.annotation.Transactional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Repositories and entity managers work in a supervised bean, in each generation.
 */
@SpringBootTest(webEnvironment = WebEnvironment.NONE,
		properties = { "spring.jpa.hibernate.ddl-auto=create", "spring.jpa.open-in-view=false" })
class JpaTests {

	@Autowired
	ApplicationContext context;

	@Autowired
	OrderRepository repository;

	@Autowired
	OrderService service;

	@Autowired
	OrderStore store;

	@Autowired
	HikariDataSource dataSource;

	@DynamicPropertySource
	static void database(DynamicPropertyRegistry registry) {
		Postgres.register(registry);
	}

	@BeforeEach
	void clear() {
		this.repository.deleteAll();
	}

	@AfterEach
	void nothingIsLeftOpen() {
		assertThat(this.dataSource.getHikariPoolMXBean().getActiveConnections()).isZero();
	}

	@Test
	void repositoriesWorkInEachGeneration() throws Throwable {
		Restarts.beforeAndAfterThree(this.context, "orderService", () -> {
			clear();
			long id = this.service.order("apples", 2);
			assertThat(this.service.quantity(id)).hasValue(2);
			assertThatIllegalStateException().isThrownBy(() -> this.service.orderAndFail("pears"));
			assertThat(this.repository.count()).isEqualTo(1);
			assertThat(this.repository.findByProduct("apples")).hasSize(1);
		});
	}

	@Test
	void entityManagersOfAllKindsWorkInEachGeneration() throws Throwable {
		Restarts.beforeAndAfterThree(this.context, "orderStore", () -> {
			clear();
			assertThat(this.store.saveByField("a")).isEqualTo(1);
			assertThat(this.store.saveByConstructor("b")).isEqualTo(2);
			assertThat(this.store.saveBySetter("c")).isEqualTo(3);
			assertThat(this.store.countByUnit()).isEqualTo(3);
		});
	}

	@Test
	void allEntityManagersOfACallShareItsTransaction() {
		assertThat(this.store.seesItsOwnWork("x")).isTrue();
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> this.store.saveByAllAndFail("y"));
		assertThat(this.repository.count()).isEqualTo(1);
	}

	@Test
	void anExtendedPersistenceContextEndsWithItsGeneration() {
		Session first = (Session) this.store.extended().getDelegate();
		assertThat(first.isOpen()).isTrue();
		Restarts.restart(this.context, "orderStore", 3);
		assertThat(first.isOpen()).isFalse();
		assertThat(((Session) this.store.extended().getDelegate()).isOpen()).isTrue();
	}

	@Test
	void whatIsLazyIsLoadedInsideATransaction() throws Throwable {
		long id = this.service.order("apples", 1);
		Restarts.beforeAndAfterThree(this.context, "orderService", () -> {
			assertThat(this.service.linesOf(id)).containsExactly("apples line");
			assertThatExceptionOfType(LazyInitializationException.class)
				.isThrownBy(() -> this.service.linesOutside(id));
		});
	}

	@Test
	void aLostUpdateIsTheCallersFault() {
		long id = this.service.order("apples", 1);
		long generation = Restarts.generation(this.context, "orderService");
		for (int i = 0; i < 10; i++) {
			assertThatExceptionOfType(OptimisticLockingFailureException.class)
				.isThrownBy(() -> this.service.updateConcurrently(id));
		}
		assertThat(Restarts.generation(this.context, "orderService")).isEqualTo(generation);
		assertThat(Restarts.component(this.context, "orderService").degradedBy()).isNull();
	}

	@Test
	void exceptionsAreTranslatedInEachGeneration() throws Throwable {
		Restarts.beforeAndAfterThree(this.context, "orderStore",
				() -> assertThatExceptionOfType(EmptyResultDataAccessException.class)
					.isThrownBy(() -> this.store.single("nothing"))
					.withCauseInstanceOf(NoResultException.class));
	}

	@Test
	void nothingIsAskedOfTheDatabaseWhileDown() throws Throwable {
		Restarts.whileDown(this.context, "orderService", () -> {
			assertThatExceptionOfType(ComponentUnavailableException.class)
				.isThrownBy(() -> this.service.order("apples", 1));
			assertThat(this.repository.count()).isZero();
		});
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableJpaRepositories(considerNestedRepositories = true)
	@Import({ OrderService.class, OrderStore.class })
	static class Application {

	}

	interface OrderRepository extends JpaRepository<PurchaseOrder, Long> {

		List<PurchaseOrder> findByProduct(String product);

	}

	@Entity(name = "PurchaseOrder")
	static class PurchaseOrder {

		@Id
		@GeneratedValue
		Long id;

		@Version
		long version;

		String product;

		int quantity;

		@OneToMany(cascade = CascadeType.ALL, orphanRemoval = true)
		List<OrderLine> lines = new ArrayList<>();

		protected PurchaseOrder() {
		}

		PurchaseOrder(String product, int quantity) {
			this.product = product;
			this.quantity = quantity;
			this.lines.add(new OrderLine(product + " line"));
		}

	}

	@Entity(name = "OrderLine")
	static class OrderLine {

		@Id
		@GeneratedValue
		Long id;

		String text;

		protected OrderLine() {
		}

		OrderLine(String text) {
			this.text = text;
		}

	}

	@Supervised
	@Service("orderService")
	static class OrderService {

		private final OrderRepository orders;

		OrderService(OrderRepository orders) {
			this.orders = orders;
		}

		@Transactional
		public long order(String product, int quantity) {
			return this.orders.save(new PurchaseOrder(product, quantity)).id;
		}

		@Transactional
		public long orderAndFail(String product) {
			this.orders.saveAndFlush(new PurchaseOrder(product, 1));
			throw new IllegalStateException("no");
		}

		public Optional<Integer> quantity(long id) {
			return this.orders.findById(id).map((order) -> order.quantity);
		}

		@Transactional(readOnly = true)
		public List<String> linesOf(long id) {
			return this.orders.findById(id).orElseThrow().lines.stream().map((line) -> line.text).toList();
		}

		public int linesOutside(long id) {
			return this.orders.findById(id).orElseThrow().lines.size();
		}

		/** Save an order somebody else has changed since it was read. */
		public void updateConcurrently(long id) {
			PurchaseOrder mine = this.orders.findById(id).orElseThrow();
			PurchaseOrder others = this.orders.findById(id).orElseThrow();
			others.quantity++;
			mine.quantity--;
			mine.lines = new ArrayList<>();
			others.lines = new ArrayList<>();
			this.orders.save(others);
			this.orders.save(mine);
		}

	}

	@Supervised
	@Repository("orderStore")
	@Transactional
	static class OrderStore {

		private final EntityManager byConstructor;

		@PersistenceContext
		private EntityManager byField;

		@PersistenceUnit
		private EntityManagerFactory unit;

		@PersistenceContext(type = PersistenceContextType.EXTENDED)
		private EntityManager extended;

		private EntityManager bySetter;

		OrderStore() {
			this.byConstructor = null;
		}

		@Autowired
		OrderStore(EntityManager byConstructor) {
			this.byConstructor = byConstructor;
		}

		@PersistenceContext
		public void setEntities(EntityManager entities) {
			this.bySetter = entities;
		}

		public long saveByField(String product) {
			return save(this.byField, product);
		}

		public long saveByConstructor(String product) {
			return save(this.byConstructor, product);
		}

		public long saveBySetter(String product) {
			return save(this.bySetter, product);
		}

		public boolean seesItsOwnWork(String product) {
			PurchaseOrder order = new PurchaseOrder(product, 1);
			this.byField.persist(order);
			return this.byConstructor.contains(order) && this.bySetter.contains(order);
		}

		public void saveByAllAndFail(String product) {
			save(this.byField, product);
			save(this.byConstructor, product);
			save(this.bySetter, product);
			throw new UnsupportedOperationException("no");
		}

		public long countByUnit() {
			try (EntityManager entities = this.unit.createEntityManager()) {
				return count(entities);
			}
		}

		public Object single(String product) {
			return this.byField.createQuery("from PurchaseOrder where product = :product", PurchaseOrder.class)
				.setParameter("product", product)
				.getSingleResult();
		}

		public EntityManager extended() {
			return this.extended;
		}

		private static long save(EntityManager entities, String product) {
			entities.persist(new PurchaseOrder(product, 1));
			return count(entities);
		}

		private static long count(EntityManager entities) {
			return entities.createQuery("select count(*) from PurchaseOrder", Long.class).getSingleResult();
		}

	}

}
