package dev.postrider.imap.fake;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Flow;

/** Gives a list to a subscriber, never more than it requests. */
final class FakeStreams {
    private FakeStreams() {}

    /** @param fault what it ends with; empty: it completes */
    static <T> void publish(List<T> items, Optional<Throwable> fault, Flow.Subscriber<? super T> subscriber) {
        subscriber.onSubscribe(new Publication<>(new ArrayDeque<>(items), fault, subscriber));
    }

    private static final class Publication<T> implements Flow.Subscription {
        private final ArrayDeque<T> items;
        private final Optional<Throwable> fault;
        private final Flow.Subscriber<? super T> subscriber;
        private long requested;
        private boolean giving;
        private boolean ended;

        Publication(ArrayDeque<T> items, Optional<Throwable> fault, Flow.Subscriber<? super T> subscriber) {
            this.items = items;
            this.fault = fault;
            this.subscriber = subscriber;
        }

        @Override
        public void request(long n) {
            requested = requested + n < 0 ? Long.MAX_VALUE : requested + n;
            if (giving) {
                return;
            }
            giving = true;
            while (!ended && requested > 0 && !items.isEmpty()) {
                requested--;
                subscriber.onNext(items.remove());
            }
            giving = false;
            if (!ended && items.isEmpty()) {
                ended = true;
                fault.ifPresentOrElse(subscriber::onError, subscriber::onComplete);
            }
        }

        @Override
        public void cancel() {
            ended = true;
        }
    }
}
