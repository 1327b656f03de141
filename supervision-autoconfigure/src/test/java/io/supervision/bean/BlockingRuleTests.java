package io.supervision.bean;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultEventExecutorGroup;
import io.netty.util.concurrent.EventExecutorGroup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioWorker;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class BlockingRuleTests {

	@Test
	void ordinaryThreadMayWait() {
		assertThat(BlockingRule.forbids()).isFalse();
	}

	@Test
	void reactorsThreadsMayWaitWhereTheyAreMadeForThat() throws Exception {
		Scheduler parallel = Schedulers.newParallel("loop", 1);
		Scheduler elastic = Schedulers.newBoundedElastic(1, 1, "elastic");
		try {
			assertThat(on(parallel::schedule)).isTrue();
			assertThat(on(elastic::schedule)).isFalse();
		}
		finally {
			parallel.dispose();
			elastic.dispose();
		}
	}

	@Test
	void nettysEventLoopMustNotWaitAndItsOtherThreadsMay() throws Exception {
		EventExecutorGroup loops = new NioEventLoopGroup(1);
		EventExecutorGroup others = new DefaultEventExecutorGroup(1);
		try {
			assertThat(on(loops)).isTrue();
			assertThat(on(others)).isFalse();
		}
		finally {
			loops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
			others.shutdownGracefully(0, 0, TimeUnit.SECONDS);
		}
	}

	@Test
	void undertowsIoThreadMustNotWaitAndItsWorkersMay() throws Exception {
		XnioWorker worker = Xnio.getInstance().createWorker(OptionMap.create(Options.WORKER_IO_THREADS, 1));
		try {
			assertThat(on(worker.getIoThread())).isTrue();
			assertThat(on(worker)).isFalse();
		}
		finally {
			worker.shutdownNow();
		}
	}

	private static boolean on(Executor executor) throws Exception {
		CompletableFuture<Boolean> forbids = new CompletableFuture<>();
		executor.execute(() -> forbids.complete(BlockingRule.forbids()));
		return forbids.get(30, TimeUnit.SECONDS);
	}

}
