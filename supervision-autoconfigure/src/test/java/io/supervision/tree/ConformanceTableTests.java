package io.supervision.tree;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The cases of OTP's and Elixir's own test suites, each of which is one test here or is
 * left out for a reason.
 */
class ConformanceTableTests {

	private static final List<Class<?>> SUITES = List.of(SupervisorSuiteStartTests.class,
			SupervisorSuiteStopTests.class, SupervisorSuiteAdministrationTests.class,
			SupervisorSuiteStrategyTests.class, SupervisorSuiteRestartTypeTests.class, SupervisorSuiteRaceTests.class,
			SupervisorSuiteAutoShutdownTests.class, BridgeSuiteTests.class, ElixirSupervisorTests.class,
			DynamicSupervisorTests.class);

	/** Cases that are left out, and why. */
	private static final String LEFT_OUT = """
			C2   sup_start_ignore_init            a supervisor is declared by a value, no callback of it can answer "ignore"
			C27  extra_return                     a start has no result that a caller could be given
			C32  auto_hibernate                   memory of an idle process, no counterpart in a JVM
			C42  simple_one_for_one_corruption    heap of a process; that finished children are forgotten is C50, C53, C57, C61
			C64  get_callback_module              introspection for hot code upgrade
			C65  do_not_save_start_parameters_for_temporary_children    heap of a process, as C42
			C68  simple_global_supervisor         names in a cluster; restart of a nested supervisor is C60
			C72  code_change                      hot code upgrade: flags and specs do not change at run time
			C73  code_change_map                  as C72
			C74  code_change_simple               as C72
			C75  code_change_simple_map           as C72
			C90  significant_upgrade_never_any    as C72
			C91  significant_upgrade_any_never    as C72
			C92  significant_upgrade_never_all    as C72
			C93  significant_upgrade_all_never    as C72
			C94  significant_upgrade_any_all      as C72
			C95  significant_upgrade_all_any      as C72
			C96  significant_upgrade_child        as C72
			B5   simple_global_supervisor         names in a cluster
			B6   format_log_1                     text of a log; what reports contain is C78 and C79
			B7   format_log_2                     text of a log, as B6
			S6   start_link/3 with global         names in a cluster
			D7   spawn_opt                        priority of a process
			D8   initial call metadata            introspection of a process
			D9   code change with non-ok init     as C72
			D10  code change with ok init         as C72
			""";

	@Test
	void everyCaseIsATestOrLeftOutForAReason() {
		List<String> expected = Stream.of(cases("C", 96), cases("B", 7), cases("S", 16), cases("D", 41))
			.flatMap((cases) -> cases)
			.toList();
		List<String> found = new ArrayList<>(tests().keySet());
		found.addAll(leftOut().keySet());
		assertThat(found).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(expected);
	}

	private static Stream<String> cases(String prefix, int count) {
		return IntStream.rangeClosed(1, count).mapToObj((number) -> prefix + number);
	}

	private static Map<String, Method> tests() {
		Map<String, Method> tests = new LinkedHashMap<>();
		for (Class<?> suite : SUITES) {
			for (Method method : suite.getDeclaredMethods()) {
				DisplayName name = method.getAnnotation(DisplayName.class);
				if (name != null && method.isAnnotationPresent(Test.class)) {
					Method other = tests.put(number(name.value()), method);
					assertThat(other).as("second test of '%s'", name.value()).isNull();
				}
			}
		}
		return tests;
	}

	private static Map<String, String> leftOut() {
		Map<String, String> leftOut = new LinkedHashMap<>();
		LEFT_OUT.lines().forEach((line) -> {
			String[] columns = line.split(" {2,}", 3);
			assertThat(columns).as(line).hasSize(3);
			assertThat(leftOut.put(columns[0], columns[2])).as("second line of '%s'", columns[0]).isNull();
		});
		return leftOut;
	}

	private static String number(String text) {
		return text.substring(0, text.indexOf(' '));
	}

}
