package sample.shop.faults;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/**
 * Where every generation of a component leaves its {@link Faults}, in place of those of
 * the generation before. What a component depends on is no part of it, so the kind
 * {@code dependency} is kept apart and survives a restart.
 */
@Component
public class FaultBoard {

	static final String DEPENDENCY = "dependency";

	private final Duration slowness;

	private final DataSize leak;

	private final Map<String, Faults> generations = new ConcurrentHashMap<>();

	private final Map<String, Consumer<Boolean>> dependencies = new ConcurrentHashMap<>();

	FaultBoard(@Value("${sample.faults.slowness}") Duration slowness, @Value("${sample.faults.leak}") DataSize leak) {
		this.slowness = slowness;
		this.leak = leak;
	}

	/**
	 * Begin a generation, without a fault.
	 * @param component the id of the component
	 * @return the faults of this generation
	 */
	public Faults open(String component) {
		Faults faults = new Faults(component, this.slowness, (int) this.leak.toBytes());
		this.generations.put(component, faults);
		return faults;
	}

	/**
	 * Add the kind {@code dependency} to a component.
	 * @param component the id of the component
	 * @param outage takes down what it depends on ({@code true}) or brings it back
	 */
	public void dependency(String component, Consumer<Boolean> outage) {
		this.dependencies.put(component, outage);
	}

	Set<String> components() {
		return new TreeSet<>(this.generations.keySet());
	}

	SortedMap<String, Consumer<Boolean>> faultsOf(String component) {
		SortedMap<String, Consumer<Boolean>> kinds = new TreeMap<>();
		Faults faults = this.generations.get(component);
		if (faults != null) {
			faults.kinds().forEach((kind, fault) -> kinds.put(kind, (on) -> fault.run()));
		}
		Consumer<Boolean> outage = this.dependencies.get(component);
		if (outage != null) {
			kinds.put(DEPENDENCY, outage);
		}
		return kinds;
	}

}
