package sample.shop.faults;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Breaks components over HTTP, if the faults are armed.
 */
@RestController
@RequestMapping("/faults")
@ConditionalOnProperty("sample.faults.enabled")
class FaultController {

	private final FaultBoard board;

	FaultController(FaultBoard board) {
		this.board = board;
	}

	@GetMapping
	Map<String, Set<String>> faults() {
		Map<String, Set<String>> faults = new TreeMap<>();
		this.board.components().forEach((component) -> faults.put(component, this.board.faultsOf(component).keySet()));
		return faults;
	}

	@PostMapping("/{component}/{kind}")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void set(@PathVariable String component, @PathVariable String kind,
			@RequestParam(defaultValue = "true") boolean on) {
		Consumer<Boolean> fault = this.board.faultsOf(component).get(kind);
		if (fault == null) {
			throw new ResponseStatusException(HttpStatus.NOT_FOUND, "No fault '" + kind + "' of '" + component + "'");
		}
		if (!on && !kind.equals(FaultBoard.DEPENDENCY)) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "Only a restart ends the fault '" + kind + "'");
		}
		fault.accept(on);
	}

}
