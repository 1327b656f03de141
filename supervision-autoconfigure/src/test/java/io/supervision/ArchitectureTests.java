package io.supervision;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.CanBeAnnotated.Predicates.annotatedWith;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The shape of this module: which package may know which, and which class may do what no
 * other may. A class that is allowed something by name stands in one of the lists below,
 * with its nested classes.
 */
class ArchitectureTests {

	private static final String ROOT = "io.supervision";

	/** What each package may know of the others: arrows point down only. */
	private static final Map<String, Set<String>> FLOORS = Map.of("spec", Set.of(), "event", Set.of("spec"),
			"annotation", Set.of("spec"), "tree", Set.of("event", "spec"), "",
			Set.of("tree", "event", "annotation", "spec"), "detect", Set.of("", "tree", "event", "annotation", "spec"),
			"bean", Set.of("detect", "", "tree", "event", "annotation", "spec"), "actuate",
			Set.of("", "tree", "event", "spec"), "metrics", Set.of("", "tree", "event", "spec"), "autoconfigure",
			Set.of("bean", "detect", "actuate", "metrics", "", "tree", "event", "annotation", "spec"));

	/** Classes that own a thread, a lock or a monitor. */
	private static final Set<String> CONCURRENT = Set.of("io.supervision.actuate.ApplicationExit",
			"io.supervision.actuate.SingleThreadTimers", "io.supervision.bean.BeanGeneration",
			"io.supervision.bean.BeanInstance", "io.supervision.bean.CallGate", "io.supervision.bean.Callers",
			"io.supervision.bean.DefinedClasses", "io.supervision.bean.EventPublisher",
			"io.supervision.bean.GenerationCalls", "io.supervision.bean.GenerationScheduler",
			"io.supervision.bean.GenerationThreads", "io.supervision.bean.GenerationTicks",
			"io.supervision.bean.PlainGenerations", "io.supervision.bean.PlainWorkers", "io.supervision.bean.ProbeLoop",
			"io.supervision.bean.Probes", "io.supervision.bean.Rejuvenation", "io.supervision.bean.Reserve",
			"io.supervision.bean.Signal", "io.supervision.bean.Standby", "io.supervision.bean.StartCycles",
			"io.supervision.bean.Tick", "io.supervision.bean.TreeThreads", "io.supervision.bean.VirtualThreads",
			"io.supervision.bean.WorkerLoop", "io.supervision.bean.Workers", "io.supervision.tree.Insistence",
			"io.supervision.tree.InterruptibleTask");

	/** Classes that decide: values in, value out, the time a parameter. */
	private static final Set<String> DECISIONS = Set.of("io.supervision.tree.Window",
			"io.supervision.tree.Window$Entry", "io.supervision.tree.Isolation", "io.supervision.tree.Stopwatch");

	/** Classes that know Resilience4j: delays, and the application's circuit breakers. */
	private static final Set<String> RESILIENCE4J = Set.of("io.supervision.bean.Breakers", "io.supervision.bean.Delays",
			"io.supervision.bean.WorkerLoop", "io.supervision.detect.WatchedBreaker");

	private static final String[] KERNEL = { "io.supervision.spec", "io.supervision.event", "io.supervision.tree" };

	private static JavaClasses main;

	private static JavaClasses tests;

	@BeforeAll
	static void importClasses() {
		main = new ClassFileImporter().importPath(Path.of("target/classes"));
		tests = new ClassFileImporter().withImportOption((location) -> !location.contains("_jcstress"))
			.importPath(Path.of("target/test-classes"));
	}

	@Test
	void packagesHaveNoCycle() {
		check(slices().matching("(**)").should().beFreeOfCycles());
	}

	@Test
	void everyPackageHasAFloor() {
		check(classes().should().resideInAnyPackage(packages(FLOORS.keySet())));
	}

	@Test
	void arrowsPointDown() {
		FLOORS.forEach((name,
				below) -> check(noClasses().that()
					.resideInAPackage(packageOf(name))
					.should()
					.dependOnClassesThat(resideInAPackage(ROOT + "..").and(not(resideInAnyPackage(packages(below))))
						.and(not(resideInAPackage(packageOf(name)))))));
	}

	@Test
	void kernelKnowsTheJdkJSpecifyAndSlf4jOnly() {
		check(classes().that()
			.resideInAnyPackage(KERNEL)
			.should()
			.onlyDependOnClassesThat(
					resideInAnyPackage("java..", "org.jspecify..", "org.slf4j..").or(simpleName("GuardedBy"))
						.or(resideInAnyPackage(KERNEL))));
	}

	@Test
	void publicTypesKnowNoSpring() {
		check(noClasses().that()
			.resideInAnyPackage(ROOT, ROOT + ".annotation")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("org.springframework.."));
	}

	@Test
	void valuesFactsAndDecisionsHaveNoClockThreadOrLogger() {
		Set<String> readsTime = Set.of("now", "nanoTime", "currentTimeMillis");
		check(noClasses().that(resideInAnyPackage("io.supervision.spec", "io.supervision.event").or(named(DECISIONS)))
			.should()
			.dependOnClassesThat(resideInAPackage("org.slf4j..").or(type(Thread.class)).or(simpleName("Clock")))
			.orShould()
			.callMethodWhere(target(describe("reads the time", (called) -> readsTime.contains(called.getName())))));
	}

	@Test
	void threadsLocksAndMonitorsStandInNamedClassesOnly() {
		check(classes().that(not(named(CONCURRENT))).should(new OwnNoConcurrency()));
	}

	@Test
	void actuatorStaysInActuate() {
		check(noClasses().that()
			.resideOutsideOfPackages("io.supervision.actuate", "io.supervision.autoconfigure")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework.boot.actuate..", "org.springframework.boot.health.."));
	}

	@Test
	void healthTypesOfBoot3StayInClassesNamedAfterIt() {
		check(noClasses().that(not(outermostNameContains("Boot3")))
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework.boot.actuate.health..",
					"org.springframework.boot.actuate.autoconfigure.health.."));
	}

	@Test
	void healthTypesOfBoot4StayInClassesNamedAfterIt() {
		check(noClasses().that(not(outermostNameContains("Boot4")))
			.should()
			.dependOnClassesThat()
			.resideInAPackage("org.springframework.boot.health.."));
	}

	@Test
	void micrometerStaysInMetrics() {
		check(noClasses().that()
			.resideOutsideOfPackages("io.supervision.metrics", "io.supervision.autoconfigure")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("io.micrometer.."));
	}

	@Test
	void resilience4jStaysInNamedClasses() {
		check(noClasses().that(not(named(RESILIENCE4J)))
			.should()
			.dependOnClassesThat()
			.resideInAPackage("io.github.resilience4j.."));
	}

	@Test
	void reactorStaysInTheClassForPublishersAndInWebFlux() {
		check(noClasses()
			.that(not(named(Set.of("io.supervision.bean.FollowedPublisher",
					"io.supervision.autoconfigure.ComponentUnavailableWebHandler"))))
			.should()
			.dependOnClassesThat()
			.resideInAPackage("reactor.."));
	}

	@Test
	void jacksonIsNotTouchedBecauseTheBootLinesDifferInIt() {
		check(noClasses().should().dependOnClassesThat().resideInAnyPackage("com.fasterxml..", "tools.jackson.."));
	}

	@Test
	void autoConfigurationsArePublicAndFinal() {
		check(classes().that()
			.areAnnotatedWith(AutoConfiguration.class)
			.should()
			.bePublic()
			.andShould()
			.haveModifier(JavaModifier.FINAL));
	}

	@Test
	void beanMethodsAreHidden() {
		check(methods().that().areAnnotatedWith(Bean.class).should().bePackagePrivate());
	}

	@Test
	void autoConfigurationsAreListed() throws IOException {
		Path imports = Path
			.of("target/classes/META-INF/spring/org.springframework.boot.autoconfigure.AutoConfiguration.imports");
		List<String> listed = Files.exists(imports) ? Files.readAllLines(imports) : List.of();
		assertThat(listed).containsExactlyInAnyOrderElementsOf(main.that(annotatedWith(AutoConfiguration.class))
			.stream()
			.map(JavaClass::getName)
			.collect(Collectors.toList()));
	}

	@Test
	void namesSayWhatATypeIs() {
		check(noClasses().should().haveNameMatching(".*(Manager|Helper|Utils?|Impl|Info|Data)"));
	}

	@Test
	void everyPackageIsNullMarked() {
		assertThat(main.stream().map(JavaClass::getPackage).distinct())
			.allMatch((candidate) -> candidate.isAnnotatedWith(NullMarked.class));
	}

	@Test
	void testsDoNotSleep() {
		noClasses().should()
			.callMethodWhere(target(owner(type(Thread.class).or(type(TimeUnit.class)))).and(target(name("sleep"))))
			.check(tests);
	}

	private static void check(ArchRule rule) {
		rule.allowEmptyShould(true).check(main);
	}

	private static String packageOf(String name) {
		return name.isEmpty() ? ROOT : ROOT + "." + name;
	}

	private static String[] packages(Set<String> names) {
		return names.stream().map(ArchitectureTests::packageOf).toArray(String[]::new);
	}

	private static DescribedPredicate<JavaClass> named(Set<String> names) {
		return describe("are listed by name", (candidate) -> names.contains(outermost(candidate).getFullName()));
	}

	private static DescribedPredicate<JavaClass> outermostNameContains(String part) {
		return describe("are named after " + part, (candidate) -> outermost(candidate).getSimpleName().contains(part));
	}

	private static JavaClass outermost(JavaClass candidate) {
		return candidate.getEnclosingClass().map(ArchitectureTests::outermost).orElse(candidate);
	}

}
