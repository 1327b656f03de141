package sample.clinictests;

import java.lang.management.ManagementFactory;
import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import javax.management.ObjectName;

import io.micrometer.core.instrument.MeterRegistry;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import sample.clinic.billing.InvoiceNumbers;
import sample.clinic.billing.Prices;
import sample.clinic.lab.OpeningHours;
import sample.clinic.lab.XrayArchive;
import sample.clinic.notices.DailyFigures;
import sample.clinic.notices.Mailer;
import sample.clinic.owners.SpeciesLexicon;
import sample.clinic.stock.MedicineCatalog;
import sample.clinic.stock.StockService;
import sample.clinictests.Clinic.Answer;
import sample.clinictests.Clinic.Patient;

import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationCredentialsNotFoundException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What the clinic does, whoever supervises it. None of it knows whether there is
 * supervision, but for what is kept in memory only.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ClinicSuite {

	Clinic clinic;

	/** How the application is started. */
	abstract String[] arguments();

	/** Whether what beans have in memory lives as long as the application. */
	boolean memoryIsKept() {
		return true;
	}

	@BeforeAll
	void open() {
		this.clinic = Clinic.open(arguments());
	}

	@AfterAll
	void close() {
		this.clinic.close();
	}

	/** The names of the threads on which mail is sent. */
	String mailThreads() {
		return "task-\\d+";
	}

	static ConditionFactory patiently() {
		return Awaitility.await().atMost(60, TimeUnit.SECONDS);
	}

	// owners and pets

	@Test
	void anOwnerIsRegisteredWithAPet() {
		Patient patient = this.clinic.patient();
		Answer owner = this.clinic.get("/owners/" + patient.owner()).expect(200);
		assertThat(owner.body()).contains("Olga", "Oslo", "Pollux");
	}

	@Test
	void anInvalidOwnerIsRefusedWithTheNamesOfTheFields() {
		Answer answer = this.clinic.post("/owners", """
				{"name": "", "email": "nowhere", "city": "Oslo"}""").expect(400);
		assertThat(answer.body()).contains("[\"email\",\"name\"]");
	}

	@Test
	void twoOwnersWithOneAddressAreAConflict() {
		Patient patient = this.clinic.patient();
		Answer answer = this.clinic.post("/owners", """
				{"name": "Olaf", "email": "%s", "city": "Oslo"}""".formatted(patient.email())).expect(409);
		assertThat(answer.body()).contains("There is an owner with the address");
	}

	@Test
	void anUnknownOwnerIsNotFound() {
		assertThat(this.clinic.get("/owners/0").expect(404).body()).contains("owner 0");
	}

	@Test
	void ownersAreFoundByTheirCity() {
		String city = "City" + Clinic.number();
		Patient patient = this.clinic.patient();
		assertThat(this.clinic.get("/owners?city=" + city).expect(200).body()).isEqualTo("[]");
		assertThat(this.clinic.put("/owners/" + patient.owner() + "/city?to=" + city).expect(200).body())
			.contains(city);
		assertThat(this.clinic.get("/owners?city=" + city).expect(200).body()).isEqualTo("[\"Olga\"]");
	}

	@Test
	void anOwnerIsNotKeptWithoutThePet() {
		String email = "none" + Clinic.number() + "@example.org";
		this.clinic
			.post("/owners",
					"""
							{"name": "Olga", "email": "%s", "city": "Oslo",
							"pet": {"name": "Draco", "species": "dragon", "chip": "%s", "born": "2020-01-01"}}"""
						.formatted(email, Clinic.chip()))
			.expect(404);
		assertThat(this.clinic.count("select count(*) from owners where email = ?", email)).isZero();
	}

	@Test
	void aPetOfNobodyIsRefused() {
		this.clinic
			.post("/owners/0/pets",
					"""
							{"name": "Castor", "species": "cat", "chip": "%s", "born": "2020-01-01"}"""
						.formatted(Clinic.chip()))
			.expect(404);
	}

	@Test
	void petsAreShownInOrder() {
		Patient patient = this.clinic.patient();
		this.clinic.post("/owners/" + patient.owner() + "/pets", """
				{"name": "Castor", "species": "cat", "chip": "%s", "born": "2020-01-01"}""".formatted(Clinic.chip()))
			.expect(201);
		assertThat(this.clinic.get("/owners/" + patient.owner()).expect(200).body())
			.contains("[\"Castor\",\"Pollux\"]");
	}

	@Test
	void petsAreFoundByTheirChipHoweverItIsWritten() {
		Patient patient = this.clinic.patient();
		String spaced = patient.chip().substring(0, 5) + "%20" + patient.chip().substring(5);
		assertThat(this.clinic.get("/pets/" + spaced).expect(200).body()).contains("Pollux");
	}

	@Test
	void aChipThatIsNoneIsABadRequest() {
		this.clinic.get("/pets/123").expect(400);
	}

	@Test
	void theLexiconRemembersWhatItHasLookedUp() {
		SpeciesLexicon lexicon = this.clinic.bean(SpeciesLexicon.class);
		assertThat(lexicon.expectancy("tortoise")).isEqualTo(80);
		int loads = lexicon.loads();
		for (int i = 0; i < 10; i++) {
			assertThat(lexicon.expectancy("tortoise")).isEqualTo(80);
		}
		if (memoryIsKept()) {
			assertThat(lexicon.loads()).isEqualTo(loads);
		}
	}

	// visits

	@Test
	void aVisitGoesFromTheDoorToTheInvoice() {
		long visit = this.clinic.admit(this.clinic.patient());
		assertThat(this.clinic.get("/visits/" + visit).expect(200).body()).contains("WAITING");
		this.clinic.treat(visit, "aspirin", 2).expect(200);
		this.clinic.treat(visit, "bandage", 1).expect(200);
		assertThat(this.clinic.get("/visits/" + visit).expect(200).body()).contains("TREATED");
		long invoice = this.clinic.discharge(visit).expect(200).number("invoice");
		assertThat(this.clinic.get("/visits/" + visit).expect(200).body()).contains("CLOSED");
		assertThat(this.clinic.get("/invoices/" + invoice).expect(200).number("total")).isEqualTo(4000 + 300 + 300);
	}

	@Test
	void aClosedVisitIsOver() {
		long visit = this.clinic.admit(this.clinic.patient());
		this.clinic.discharge(visit).expect(200);
		assertThat(this.clinic.treat(visit, "aspirin", 1).expect(409).body()).contains("is CLOSED");
		this.clinic.discharge(visit).expect(409);
		assertThat(this.clinic.count("select count(*) from invoices where visit_id = ?", visit)).isEqualTo(1);
		assertThat(this.clinic.count("select count(*) from treatments where visit_id = ?", visit)).isZero();
	}

	@Test
	void anUnknownVisitIsNotFound() {
		this.clinic.get("/visits/0").expect(404);
		this.clinic.discharge(0).expect(404);
	}

	@Test
	void aVisitWithoutAReasonIsRefused() {
		assertThat(this.clinic.post("/visits", """
				{"chip": "%s", "reason": " "}""".formatted(this.clinic.patient().chip())).expect(400).body())
			.contains("reason");
	}

	@Test
	void aTreatmentThatIsNotThereChangesNothing() {
		String sku = medicine(3);
		long visit = this.clinic.admit(this.clinic.patient());
		assertThat(this.clinic.treat(visit, sku, 4).expect(409).body()).contains("There is not enough");
		assertThat(this.clinic.get("/visits/" + visit).expect(200).body()).contains("WAITING");
		assertThat(this.clinic.count("select count(*) from treatments where visit_id = ?", visit)).isZero();
		assertThat(this.clinic.bean(StockService.class).stock(sku)).isEqualTo(3);
	}

	@Test
	void nonsenseIsRefusedByTheService() {
		long visit = this.clinic.admit(this.clinic.patient());
		assertThat(this.clinic.treat(visit, "aspirin", -1).expect(400).body()).contains("requireQuantity.quantity");
		assertThat(this.clinic.get("/visits/" + visit).expect(200).body()).contains("WAITING");
	}

	@Test
	void neverMoreIsGivenThanThereIs() throws Exception {
		String sku = medicine(5);
		long visit = this.clinic.admit(this.clinic.patient());
		List<Integer> answers = atOnce(10, () -> this.clinic.treat(visit, sku, 1).status());
		assertThat(answers).containsOnly(200, 409);
		assertThat(Collections.frequency(answers, 200)).isEqualTo(5);
		assertThat(this.clinic.bean(StockService.class).stock(sku)).isZero();
		assertThat(this.clinic.count("select count(*) from treatments where sku = ?", sku)).isEqualTo(5);
	}

	@Test
	void aVisitIsClosedOnceHoweverOftenItIsTried() throws Exception {
		long visit = this.clinic.admit(this.clinic.patient());
		List<Integer> answers = atOnce(6, () -> this.clinic.discharge(visit).status());
		assertThat(Collections.frequency(answers, 200)).isEqualTo(1);
		assertThat(Collections.frequency(answers, 409)).isEqualTo(5);
		assertThat(this.clinic.count("select count(*) from invoices where visit_id = ?", visit)).isEqualTo(1);
	}

	@Test
	void eachRequestKnowsItsUser() {
		long visit = this.clinic.admit(this.clinic.patient());
		assertThat(this.clinic.send("GET", "/visits/" + visit, "", "adam").expect(200).body()).contains("adam");
		assertThat(this.clinic.send("GET", "/visits/" + visit, "", "vera").expect(200).body()).contains("vera");
	}

	@Test
	void answersAreNumbered() {
		assertThat(Long.parseLong(this.clinic.get("/owners?city=Nowhere").requestNumber())).isPositive();
	}

	// money

	@Test
	void pricesFollowTheRulesInTheirOrder() {
		Prices prices = this.clinic.bean(Prices.class);
		assertThat(prices.cents("consultation", 2, DayOfWeek.MONDAY)).isEqualTo(4000);
		assertThat(prices.cents("consultation", 2, DayOfWeek.SUNDAY)).isEqualTo(4500);
		assertThat(prices.cents("consultation", 12, DayOfWeek.SUNDAY)).isEqualTo(4050);
		assertThat(prices.cents("vaccination", 12, DayOfWeek.MONDAY)).isEqualTo(2000);
	}

	@Test
	void oldPetsPayLess() {
		long visit = this.clinic.admit(this.clinic.patient("2004-01-01"));
		long invoice = this.clinic.discharge(visit).expect(200).number("invoice");
		assertThat(this.clinic.get("/invoices/" + invoice).expect(200).number("total")).isEqualTo(3600);
	}

	@Test
	void anInvoiceIsPaidInParts() {
		long invoice = this.clinic.invoice(this.clinic.patient());
		assertThat(this.clinic.pay(invoice, "cash", 300, "").expect(200).number("paid")).isEqualTo(300);
		assertThat(this.clinic.pay(invoice, "card", 4000, "4711").expect(200).number("paid")).isEqualTo(4300);
		assertThat(this.clinic.pay(invoice, "cash", 1, "").expect(402).body()).contains("only 0 is open");
		assertThat(balance("receivable", invoice)).isZero();
	}

	@Test
	void aCardThatIsDeclinedLeavesNothingBehind() {
		long invoice = this.clinic.invoice(this.clinic.patient());
		assertThat(this.clinic.pay(invoice, "card", 4300, "0000").expect(402).body()).contains("declined");
		assertThat(this.clinic.get("/invoices/" + invoice).expect(200).number("paid")).isZero();
		assertThat(balance("receivable", invoice)).isEqualTo(4300);
		assertThat(balance("card", invoice)).isZero();
	}

	@Test
	void manyBadCardsHarmNobodyElse() {
		long invoice = this.clinic.invoice(this.clinic.patient());
		for (int i = 0; i < 20; i++) {
			this.clinic.pay(invoice, "card", 10, "0000").expect(402);
		}
		this.clinic.pay(invoice, "cash", 10, "").expect(200);
		this.clinic.pay(invoice, "card", 4290, "4711").expect(200);
		assertThat(balance("card", invoice)).isEqualTo(4290);
	}

	@Test
	void nobodyPaysWithStones() {
		long invoice = this.clinic.invoice(this.clinic.patient());
		assertThat(this.clinic.pay(invoice, "stones", 10, "").expect(404).body()).contains("method stones");
		assertThat(this.clinic.pay(invoice, "cash", -10, "").expect(400).body()).contains("cents");
	}

	@Test
	void manyPayAtOnce() throws Exception {
		long invoice = this.clinic.invoice(this.clinic.patient());
		List<Integer> answers = atOnce(10, () -> this.clinic.pay(invoice, "cash", 430, "").status());
		assertThat(answers).containsOnly(200);
		assertThat(this.clinic.get("/invoices/" + invoice).expect(200).number("paid")).isEqualTo(4300);
		assertThat(balance("receivable", invoice)).isZero();
	}

	@Test
	void noNumberIsGivenTwice() throws Exception {
		InvoiceNumbers numbers = this.clinic.bean(InvoiceNumbers.class);
		List<List<Long>> taken = atOnce(4, () -> {
			List<Long> mine = new ArrayList<>();
			for (int i = 0; i < 100; i++) {
				mine.add(numbers.next());
			}
			return mine;
		});
		Set<Long> distinct = new HashSet<>();
		taken.forEach(distinct::addAll);
		assertThat(distinct).hasSize(400);
		assertThat(taken).allSatisfy((mine) -> assertThat(mine).isSorted());
	}

	@Test
	void anInsuranceThatFailsTwiceIsAskedThreeTimes() {
		long invoice = this.clinic.invoice(this.clinic.patient());
		this.clinic.outside().refuse(invoice, 2);
		assertThat(this.clinic.post("/invoices/" + invoice + "/claim", "").expect(200).body()).contains("accepted");
		assertThat(this.clinic.outside().claims(invoice)).isEqualTo(3);
	}

	@Test
	void anInsuranceThatIsDownIsAskedLater() {
		long invoice = this.clinic.invoice(this.clinic.patient());
		this.clinic.outside().refuse(invoice, 100);
		assertThat(this.clinic.post("/invoices/" + invoice + "/claim", "").expect(200).body()).contains("later");
		assertThat(this.clinic.outside().claims(invoice)).isEqualTo(3);
	}

	@Test
	void everyPriceIsObservedOnce() {
		double before = observedPrices();
		Prices prices = this.clinic.bean(Prices.class);
		for (int i = 0; i < 5; i++) {
			prices.cents("consultation", 2, DayOfWeek.MONDAY);
		}
		assertThat(observedPrices() - before).isEqualTo(5);
	}

	private double observedPrices() {
		return this.clinic.bean(MeterRegistry.class)
			.find("clinic.price")
			.timers()
			.stream()
			.mapToDouble((timer) -> timer.count())
			.sum();
	}

	// administrators

	@Test
	void strangersStayOutside() {
		this.clinic.send("GET", "/owners?city=Oslo", "", "").expect(401);
	}

	@Test
	void onlyAdministratorsSeeReports() {
		assertThat(this.clinic.get("/admin/reports").expect(403).body()).contains("forbidden");
		assertThat(this.clinic.send("GET", "/admin/reports", "", "adam").expect(200).body())
			.matches("\\[\"owners: \\d+\",\"revenue: \\d+\"]");
	}

	@Test
	void aChangedTariffIsSeenAtOnce() {
		assertThat(tariff("vaccination")).isEqualTo(1000);
		for (String price : List.of("12.50", "9.99", "10.00")) {
			this.clinic.send("PUT", "/admin/tariffs/vaccination?price=" + price, "", "adam").expect(200);
			assertThat(tariff("vaccination")).isEqualTo(Long.parseLong(price.replace(".", "")));
		}
	}

	@Test
	void aTariffIsCached() {
		this.clinic.database().update("insert into tariffs (code, cents) values ('cached', 1)");
		assertThat(tariff("cached")).isEqualTo(1);
		this.clinic.database().update("update tariffs set cents = 2 where code = 'cached'");
		assertThat(tariff("cached")).isEqualTo(1);
	}

	@Test
	void moneyThatIsNoneIsABadRequest() {
		this.clinic.send("PUT", "/admin/tariffs/vaccination?price=much", "", "adam").expect(400);
	}

	@Test
	void figuresAreForAdministrators() {
		DailyFigures figures = this.clinic.bean(DailyFigures.class);
		assertThatExceptionOfType(AuthenticationCredentialsNotFoundException.class).isThrownBy(figures::figures);
		assertThatExceptionOfType(AccessDeniedException.class).isThrownBy(() -> as("VET", figures::figures));
	}

	@Test
	void figuresCountVisitsInMemory() throws Exception {
		DailyFigures bean = this.clinic.bean(DailyFigures.class);
		DailyFigures.Figures before = as("ADMIN", bean::figures);
		this.clinic.discharge(this.clinic.admit(this.clinic.patient())).expect(200);
		DailyFigures.Figures after = as("ADMIN", bean::figures);
		if (memoryIsKept()) {
			assertThat(after.opened() - before.opened()).isEqualTo(1);
			assertThat(after.closed() - before.closed()).isEqualTo(1);
		}
	}

	// what happens by itself

	@Test
	void everyVisitIsTold() {
		Patient patient = this.clinic.patient();
		long visit = this.clinic.admit(patient);
		long invoice = this.clinic.discharge(visit).expect(200).number("invoice");
		patiently().untilAsserted(() -> assertThat(this.clinic.outside().mails()).contains("staff: visit " + visit,
				patient.email() + ": invoice " + invoice));
		patiently().untilAsserted(
				() -> assertThat(audit(visit)).containsExactly("VisitOpened " + visit, "VisitClosed " + visit));
	}

	@Test
	void nothingIsToldThatDidNotHappen() {
		Patient patient = this.clinic.patient();
		long visit = this.clinic.admit(patient);
		this.clinic.discharge(visit).expect(200);
		this.clinic.discharge(visit).expect(409);
		this.clinic.bean(Mailer.class).sendAndConfirm("somebody", "after " + visit).join();
		patiently().untilAsserted(() -> assertThat(audit(visit)).hasSize(2));
		assertThat(this.clinic.outside().mails()).filteredOn((mail) -> mail.startsWith(patient.email()))
			.hasSizeLessThanOrEqualTo(1);
	}

	@Test
	void mailIsSentOnAnotherThread() {
		String subject = "hello " + Clinic.number();
		String thread = this.clinic.bean(Mailer.class).sendAndConfirm("somebody", subject).join();
		assertThat(thread).isNotEqualTo(Thread.currentThread().getName()).matches(mailThreads());
		assertThat(this.clinic.outside().mails()).containsOnlyOnce("somebody: " + subject);
		assertThat(this.clinic.outside().senders()).containsOnly("desk");
	}

	@Test
	void nobodyIsRemindedTwice() {
		String recipient = "forgetful" + Clinic.number();
		for (int i = 0; i < 30; i++) {
			this.clinic.database().update("insert into reminders (recipient, text) values (?, ?)", recipient, "r" + i);
		}
		patiently().untilAsserted(
				() -> assertThat(mails(recipient)).hasSizeGreaterThanOrEqualTo(30).doesNotHaveDuplicates().hasSize(30));
	}

	@Test
	void jobsRunAgainAndAgain() {
		for (String job : List.of("fixed rate", "cron", "repeated")) {
			long before = runs(job);
			patiently().untilAsserted(() -> assertThat(runs(job)).as(job).isGreaterThan(before + 1));
		}
	}

	@Test
	void whatIsDoneOnceIsDoneOnce() {
		patiently().untilAsserted(() -> assertThat(runs("once")).isEqualTo(1));
		assertThat(runs("demo data")).isEqualTo(1);
	}

	@Test
	void samplesAreAnalysedOnce() {
		List<Long> samples = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			samples.add(this.clinic.count("insert into samples default values returning id"));
		}
		samples.forEach((sample) -> patiently().untilAsserted(() -> assertThat(
				this.clinic.count("select count(*) from samples where id = ? and result = ? and analysed = 1", sample,
						"S" + sample + " fine"))
			.isEqualTo(1)));
	}

	@Test
	void everyPictureIsKept() {
		XrayArchive archive = this.clinic.bean(XrayArchive.class);
		String name = "bone" + Clinic.number();
		for (int i = 0; i < 50; i++) {
			archive.take(name, "picture " + i);
		}
		patiently().untilAsserted(
				() -> assertThat(this.clinic.count("select count(distinct checksum) from xrays where name = ?", name))
					.isEqualTo(50));
		assertThat(this.clinic.count("select count(*) from xrays where name = ?", name)).isEqualTo(50);
	}

	// operators

	@Test
	void theShelvesAreSeenByJmx() throws Exception {
		Set<ObjectName> names = ManagementFactory.getPlatformMBeanServer()
			.queryNames(
					new ObjectName(
							this.clinic.application().getEnvironment().getProperty("spring.jmx.default-domain") + ":*"),
					null)
			.stream()
			.filter((name) -> name.toString().contains("stockService"))
			.collect(Collectors.toSet());
		assertThat(names).hasSize(1);
		ObjectName name = names.iterator().next();
		assertThat((int) ManagementFactory.getPlatformMBeanServer().getAttribute(name, "Kinds")).isPositive();
		assertThat((int) ManagementFactory.getPlatformMBeanServer()
			.invoke(name, "onShelf", new Object[] { "bandage" }, new String[] { "java.lang.String" })).isPositive();
	}

	@Test
	void healthKnowsTheShelves() {
		assertThat(this.clinic.get("/actuator/health/stock").expect(200).body()).contains("\"UP\"", "\"kinds\":");
	}

	@Test
	void aFactoryTellsTheOpeningHours() {
		assertThat(this.clinic.bean(OpeningHours.class)).isEqualTo(new OpeningHours(8, 18));
	}

	// in the end

	/** What comes in goes out, whatever has happened in between. */
	void reconcile() {
		patiently().untilAsserted(() -> assertThat(this.clinic.count("select count(*) from audit"))
			.isEqualTo(this.clinic.count("select (select count(*) from visits) + (select count(*) from invoices)")));
		assertThat(this.clinic.count("select count(*) - count(distinct what) from audit")).isZero();
		assertThat(this.clinic.count("select coalesce(sum(cents), 0) from ledger")).isZero();
		assertThat(this.clinic.count("select sum(cents) from ledger where account = 'receivable'"))
			.isEqualTo(this.clinic.count("select sum(total - paid) from invoices"));
		assertThat(this.clinic.count("select sum(cents) from ledger where account in ('cash', 'card')"))
			.isEqualTo(this.clinic.count("select sum(paid) from invoices"));
		assertThat(this.clinic.count("select count(*) from visits where state = 'CLOSED'"))
			.isEqualTo(this.clinic.count("select count(*) from invoices"));
		assertThat(this.clinic.count("select 200000 - sum(stock) from medicines where sku in ('aspirin', 'bandage')"))
			.isEqualTo(this.clinic
				.count("select coalesce(sum(quantity), 0) from treatments where sku in ('aspirin', 'bandage')"));
		assertThat(this.clinic.bean(MeterRegistry.class).get("clinic.invoices").timer().count())
			.isEqualTo(this.clinic.count("select count(*) from invoices"));
		long told = this.clinic.count("select (select count(*) from visits) + (select count(*) from invoices)");
		patiently().untilAsserted(() -> assertThat(this.clinic.outside()
			.mails()
			.stream()
			.filter((mail) -> mail.contains(": visit ") || mail.contains(": invoice "))).hasSize((int) told)
			.doesNotHaveDuplicates());
	}

	@Test
	void theBooksBalance() throws Exception {
		atOnce(4, () -> {
			for (int i = 0; i < 5; i++) {
				long invoice = this.clinic.invoice(this.clinic.patient());
				this.clinic.pay(invoice, "cash", 2000, "").expect(200);
				this.clinic.pay(invoice, "card", 100, "0000").expect(402);
				this.clinic.pay(invoice, "card", 2300, "4711").expect(200);
			}
			return null;
		});
		reconcile();
	}

	static <T> List<T> atOnce(int number, Callable<T> what) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(number);
		try {
			List<T> results = new ArrayList<>();
			for (Future<T> result : threads.invokeAll(Collections.nCopies(number, what))) {
				results.add(result.get());
			}
			return results;
		}
		finally {
			threads.shutdownNow();
		}
	}

	private String medicine(int stock) {
		String sku = "sku" + Clinic.number();
		this.clinic.bean(MedicineCatalog.class).add(sku, stock, 100);
		return sku;
	}

	private long balance(String account, long invoice) {
		return this.clinic.count("select coalesce(sum(cents), 0) from ledger where account = ? and invoice = ?",
				account, invoice);
	}

	private long tariff(String code) {
		return this.clinic.send("GET", "/admin/tariffs/" + code, "", "adam").expect(200).number("cents");
	}

	private List<String> audit(long visit) {
		return this.clinic.database()
			.queryForList("select what from audit where what like ? order by id", String.class, "% " + visit);
	}

	private List<String> mails(String recipient) {
		return this.clinic.outside().mails().stream().filter((mail) -> mail.startsWith(recipient + ": ")).toList();
	}

	private long runs(String job) {
		return this.clinic.count("select coalesce((select runs from job_runs where name = ?), 0)", job);
	}

	private static <T> T as(String role, Callable<T> what) throws Exception {
		SecurityContextHolder.getContext()
			.setAuthentication(new UsernamePasswordAuthenticationToken("somebody", "",
					AuthorityUtils.createAuthorityList("ROLE_" + role)));
		try {
			return what.call();
		}
		finally {
			SecurityContextHolder.clearContext();
		}
	}

}
