package sample.shop;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The shape of the sample: it is what an application of our users looks like, so it sees
 * only what they are meant to see.
 */
class ArchitectureTests {

	private static JavaClasses main;

	@BeforeAll
	static void importClasses() {
		main = new ClassFileImporter().importPath(Path.of("target/classes"));
	}

	@Test
	void packagesHaveNoCycle() {
		slices().matching("(**)").should().beFreeOfCycles().check(main);
	}

	@Test
	void everyPackageIsNullMarked() {
		assertThat(main.stream().map(JavaClass::getPackage).distinct())
			.allMatch((candidate) -> candidate.isAnnotatedWith(NullMarked.class));
	}

	@Test
	void theShopSeesOnlyWhatUsersSee() {
		classes().should()
			.onlyDependOnClassesThat()
			.resideOutsideOfPackages("io.supervision.bean..", "io.supervision.detect..", "io.supervision.actuate..",
					"io.supervision.metrics..", "io.supervision.autoconfigure..")
			.check(main);
	}

	@Test
	void testsDoNotSleep() {
		noClasses().should()
			.callMethodWhere(target(owner(type(Thread.class).or(type(TimeUnit.class)))).and(target(name("sleep"))))
			.check(new ClassFileImporter().importPath(Path.of("target/test-classes")));
	}

}
