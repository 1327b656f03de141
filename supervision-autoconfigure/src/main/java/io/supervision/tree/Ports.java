package io.supervision.tree;

import java.util.concurrent.Executor;
import java.util.function.Consumer;

import io.supervision.event.SupervisionEvent;

/**
 * All a tree takes in from outside.
 *
 * @param clock its time
 * @param timers its timers
 * @param owner what runs its mailbox; decisions are short and never wait. May be the same
 * as the workers, which saves waking one of them for what another has decided
 * @param workers what runs starts and stops; each may take long, so it must not queue
 * @param events told each event in order, by the tree's owner or on the thread of a start
 * that has ended; must not block, and what it throws is logged
 * @param changes told each new snapshot, likewise
 */
public record Ports(Clock clock, Timers timers, Executor owner, Executor workers, Consumer<SupervisionEvent> events,
		Consumer<TreeSnapshot> changes) {
}
