package io.filetransfer.server.exchange;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Request;
import io.filetransfer.codec.Settled;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.user.Principal;
import java.util.List;

/** Decides whether a request is allowed, checks its names, and chooses the exchange that serves it. */
public final class Dispatcher {
    /** What a part of an upload heeds; all else is for its commit. */
    private static final List<Option<?>> MEANT_FOR_PARTS =
            List.of(Option.UPLOAD_ID, Option.OFFSET, Option.LENGTH, Option.DIGEST_ALGORITHM, Option.ASK_FIRST);

    /** The offset is in it. */
    private static final List<Option<?>> MEANT_FOR_APPENDS = List.of(
            Option.APPEND,
            Option.UPLOAD_ID,
            Option.LENGTH,
            Option.DIGEST_ALGORITHM,
            Option.EXPECT_VERSION,
            Option.EXPECT_ABSENT,
            Option.CONDITIONS,
            Option.ASK_FIRST,
            Option.PARENTS,
            Option.JOIN);

    private final boolean readOnly;

    public Dispatcher(boolean readOnly) {
        this.readOnly = readOnly;
    }

    /** @param principal for whom it is */
    public ServerExchange exchange(ExchangeContext context, Principal principal, Request asked, long number) {
        Failure refusal = principal.refusal() != null ? principal.refusal() : refusal(asked);
        ServedRequest served = new ServedRequest(context, principal, asked, number);
        if (refusal != null) {
            return new SettledExchange(served, refusal);
        }
        Names names;
        try {
            names = Names.of(asked).below(principal.directory());
        } catch (StorageException e) {
            return new SettledExchange(served, new Failure(e.code(), e.getMessage()));
        }
        Failure denied = Access.refusal(principal, asked, names);
        if (denied != null) {
            return new SettledExchange(served, denied);
        }
        Request request = Access.narrowed(principal, asked, names);
        return allowed(new ServedRequest(context, principal, request, number), names, readOnly);
    }

    /** @param answered what the dialect answers by itself, in its turn */
    public ServerExchange exchange(ExchangeContext context, Principal principal, Settled answered, long number) {
        return new SettledExchange(
                new ServedRequest(context, principal, answered.request(), number), answered.answer());
    }

    private static ServerExchange allowed(ServedRequest asked, Names names, boolean readOnly) {
        return switch (asked.request().choice()) {
            case GET ->
                asked.request().options().has(Option.ARCHIVE)
                        ? new ArchiveExchange(asked, names.path())
                        : new GetExchange(asked, names);
            case PUT -> storing(asked, names);
            case LIST -> new ListingExchange(asked, names.path(), readOnly);
            case STAT -> new QueryExchange(asked, names, QueryExchange::stat);
            case DIGEST -> new QueryExchange(asked, names, QueryExchange::digest);
            case MKDIR -> new QueryExchange(asked, names, QueryExchange::makeDirectory);
            case MOVE -> new QueryExchange(asked, names, NewName::move);
            case COPY -> new QueryExchange(asked, names, NewName::copy);
            case LINK -> new LinkExchange(asked, names.path());
            case DELETE -> new QueryExchange(asked, names, QueryExchange::delete);
            case LOCK -> new QueryExchange(asked, names, LockWork::lock);
            case UNLOCK -> new QueryExchange(asked, names, LockWork::unlock);
            case ANNOTATE -> new QueryExchange(asked, names, QueryExchange::annotate);
            case STATUS -> new QueryExchange(asked, names, PartsWork::status);
            case COMMIT -> new QueryExchange(asked, names, PartsWork::commit);
            case ABORT -> new QueryExchange(asked, names, PartsWork::abort);
        };
    }

    private static ServerExchange storing(ServedRequest asked, Names names) {
        if (asked.request().isAppend()) {
            return new AppendExchange(asked, names.path());
        }
        return asked.request().isPart()
                ? new PutPartExchange(asked, names.path())
                : new PutExchange(asked, names.path());
    }

    private Failure refusal(Request request) {
        int unknown = request.options().unknownCritical();
        if (unknown != 0) {
            return unsupported("Option " + unknown + " is not supported.");
        }
        if (readOnly && Access.concernsChanges(request.choice())) {
            return new Failure(ErrorCode.READ_ONLY, "This server takes no changes.");
        }
        if (request.options().has(Option.CREDENTIALS)) {
            return unsupported("This server has no users; connect without credentials.");
        }
        List<Option<?>> meant = meant(request);
        // Where a critical option has no meaning, ignoring it could do what was not asked for.
        for (Option<?> option : request.options().present()) {
            boolean always = option == Option.STATES && !request.isPart();
            if (option.isCritical() && !always && !meant.contains(option)) {
                return unsupported("Option " + option + " has no meaning for " + request.choice() + ".");
            }
        }
        return null;
    }

    private static List<Option<?>> meant(Request request) {
        if (request.isAppend()) {
            return MEANT_FOR_APPENDS;
        }
        return request.isPart() ? MEANT_FOR_PARTS : meant(request.choice());
    }

    /** The critical options that a choice heeds. */
    private static List<Option<?>> meant(Choice choice) {
        return switch (choice) {
            case GET ->
                List.of(
                        Option.OFFSET,
                        Option.LENGTH,
                        Option.RANGES,
                        Option.DIGEST_ALGORITHM,
                        Option.EXPECT_VERSION,
                        Option.CONDITIONS,
                        Option.ARCHIVE);
            case PUT ->
                List.of(
                        Option.UPLOAD_ID,
                        Option.DIGEST_ALGORITHM,
                        Option.EXPECT_VERSION,
                        Option.EXPECT_ABSENT,
                        Option.CONDITIONS,
                        Option.ASK_FIRST,
                        Option.PARENTS);
            case LIST -> List.of(Option.RECURSIVE, Option.DIGEST_ALGORITHM);
            case DIGEST -> List.of(Option.DIGEST_ALGORITHM, Option.VERIFY);
            case MKDIR -> List.of(Option.PARENTS);
            case MOVE ->
                List.of(
                        Option.TARGET,
                        Option.PARENTS,
                        Option.EXPECT_VERSION,
                        Option.EXPECT_ABSENT,
                        Option.CONDITIONS,
                        Option.REPLACE);
            case COPY ->
                List.of(
                        Option.TARGET,
                        Option.PARENTS,
                        Option.EXPECT_VERSION,
                        Option.EXPECT_ABSENT,
                        Option.CONDITIONS,
                        Option.RECURSIVE,
                        Option.REPLACE);
            case DELETE -> List.of(Option.RECURSIVE, Option.EXPECT_VERSION, Option.CONDITIONS);
            case STATUS, ABORT -> List.of(Option.UPLOAD_ID);
            case COMMIT ->
                List.of(
                        Option.UPLOAD_ID,
                        Option.JOIN,
                        Option.PARENTS,
                        Option.EXPECT_VERSION,
                        Option.EXPECT_ABSENT,
                        Option.CONDITIONS);
            case STAT -> List.of(Option.CONDITIONS);
            case LINK -> List.of(Option.LINK_ACTION);
            case LOCK -> List.of(Option.LOCK);
            case UNLOCK -> List.of(Option.LOCK_TOKEN);
            case ANNOTATE -> List.of(Option.PROPERTY_CHANGES);
        };
    }

    private static Failure unsupported(String sentence) {
        return new Failure(ErrorCode.UNSUPPORTED, sentence);
    }
}
