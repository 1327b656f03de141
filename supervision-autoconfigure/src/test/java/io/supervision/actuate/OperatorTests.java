package io.supervision.actuate;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

import io.supervision.spec.ChildState;
import io.supervision.tree.Reply;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link Operator}.
 */
class OperatorTests {

	private final FakeKernel kernel = new FakeKernel(Trees.running(Trees.component("/feed").build()));

	private final AtomicBoolean closing = new AtomicBoolean();

	private final Operator operator = new Operator(this.kernel, this.closing::get);

	@Test
	void nothingIsAcceptedWhileTheApplicationShutsDown() {
		this.closing.set(true);
		Operator.Answer answer = operate("restart", "why");
		assertThat(answer.status()).isEqualTo(409);
		assertThat(answer.message()).isEqualTo("The application is shutting down");
		assertThat(this.kernel.operations).isEmpty();
	}

	@Test
	void answerShowsTheNodeAsItIsAfterwards() {
		FakeKernel changing = new FakeKernel(this.kernel.snapshot) {

			@Override
			public CompletionStage<Reply> operate(String pathOrId, Operation operation) {
				this.snapshot = Trees.running(Trees.component("/feed").state(ChildState.STOPPING).build());
				return super.operate(pathOrId, operation);
			}

		};
		Operator.Answer answer = new Operator(changing, () -> false).operate(NodeAddress.of("feed"), "stop", "why",
				null);
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.node()).isNotNull();
		assertThat(answer.node().state()).isEqualTo(ChildState.STOPPING);
	}

	@Test
	void badRequestIsToldFromAnUnknownNode() {
		assertThat(this.operator.operate(NodeAddress.of("nothing"), "stop", " ", null).status()).isEqualTo(400);
		assertThat(this.operator.operate(NodeAddress.of("nothing"), "stop", "why", null).status()).isEqualTo(404);
	}

	@Test
	void treeThatFailsToAnswerIsAnError() {
		FakeKernel failing = new FakeKernel(this.kernel.snapshot) {

			@Override
			public CompletionStage<Reply> operate(String pathOrId, Operation operation) {
				return CompletableFuture.failedFuture(new IllegalArgumentException("bug"));
			}

		};
		assertThatIllegalStateException()
			.isThrownBy(() -> new Operator(failing, () -> false).operate(NodeAddress.of("feed"), "stop", "why", null))
			.withMessage("'/feed' could not be asked for STOP")
			.withCauseInstanceOf(IllegalArgumentException.class);
	}

	private Operator.Answer operate(String operation, String reason) {
		return this.operator.operate(NodeAddress.of("feed"), operation, reason, null);
	}

}
