package io.filetransfer.server.exchange;

import io.filetransfer.codec.Choice;
import io.filetransfer.codec.ErrorCode;
import io.filetransfer.codec.Failure;
import io.filetransfer.codec.Option;
import io.filetransfer.codec.Request;
import io.filetransfer.server.storage.StorageException;
import io.filetransfer.server.user.Principal;
import java.util.List;

/** Decides whether a request is allowed, checks its names, and chooses the exchange that serves it. */
public final class Dispatcher {
    /** What a part of an upload heeds; all else is for its commit. */
    private static final List<Option<?>> MEANT_FOR_PARTS =
            List.of(Option.UPLOAD_ID, Option.OFFSET, Option.LENGTH, Option.DIGEST_ALGORITHM, Option.ASK_FIRST);

    private final boolean readOnly;

    public Dispatcher(boolean readOnly) {
        this.readOnly = readOnly;
    }

    /** @param principal for whom it is */
    public ServerExchange exchange(ExchangeContext context, Principal principal, Request asked, long number) {
        Failure refusal = principal.refusal() != null ? principal.refusal() : refusal(asked);
        Call call = new Call(context, principal, asked, number);
        if (refusal != null) {
            return new RefusedExchange(call, refusal);
        }
        Names names;
        try {
            names = Names.of(asked).below(principal.root());
        } catch (StorageException e) {
            return new RefusedExchange(call, new Failure(e.code(), e.getMessage()));
        }
        Failure denied = Access.refusal(principal, asked, names);
        if (denied != null) {
            return new RefusedExchange(call, denied);
        }
        return allowed(new Call(context, principal, Access.narrowed(principal, asked, names), number), names);
    }

    private static ServerExchange allowed(Call call, Names names) {
        return switch (call.request().choice()) {
            case GET -> new GetExchange(call, names);
            case PUT ->
                call.request().isPart() ? new PutPartExchange(call, names.path()) : new PutExchange(call, names.path());
            case LIST -> new ListingExchange(call, names.path());
            case STAT -> new QueryExchange(call, names, QueryExchange::stat);
            case DIGEST -> new QueryExchange(call, names, QueryExchange::digest);
            case MKDIR -> new QueryExchange(call, names, QueryExchange::makeDirectory);
            case MOVE -> new QueryExchange(call, names, QueryExchange::move);
            case DELETE -> new QueryExchange(call, names, QueryExchange::delete);
            case STATUS -> new QueryExchange(call, names, PartsWork::status);
            case COMMIT -> new QueryExchange(call, names, PartsWork::commit);
            case ABORT -> new QueryExchange(call, names, PartsWork::abort);
        };
    }

    private Failure refusal(Request request) {
        int unknown = request.options().unknownCritical();
        if (unknown != 0) {
            return unsupported("Option " + unknown + " is not supported.");
        }
        if (readOnly && Access.isChange(request.choice())) {
            return new Failure(ErrorCode.READ_ONLY, "This server takes no changes.");
        }
        if (request.options().has(Option.CREDENTIALS)) {
            return unsupported("This server has no users; connect without credentials.");
        }
        List<Option<?>> meant = request.isPart() ? MEANT_FOR_PARTS : meant(request.choice());
        // Where a critical option has no meaning, ignoring it could do what was not asked for.
        for (Option<?> option : request.options().present()) {
            if (option.isCritical() && !meant.contains(option)) {
                return unsupported("Option " + option + " has no meaning for " + request.choice() + ".");
            }
        }
        return null;
    }

    /** The critical options that a choice heeds. */
    private static List<Option<?>> meant(Choice choice) {
        return switch (choice) {
            case GET -> List.of(Option.OFFSET, Option.LENGTH, Option.DIGEST_ALGORITHM, Option.EXPECT_VERSION);
            case PUT ->
                List.of(
                        Option.UPLOAD_ID,
                        Option.DIGEST_ALGORITHM,
                        Option.EXPECT_VERSION,
                        Option.EXPECT_ABSENT,
                        Option.ASK_FIRST,
                        Option.PARENTS);
            case LIST -> List.of(Option.RECURSIVE, Option.DIGEST_ALGORITHM);
            case DIGEST -> List.of(Option.DIGEST_ALGORITHM, Option.VERIFY);
            case MKDIR -> List.of(Option.PARENTS);
            case MOVE -> List.of(Option.TARGET, Option.PARENTS, Option.EXPECT_VERSION, Option.EXPECT_ABSENT);
            case DELETE -> List.of(Option.RECURSIVE, Option.EXPECT_VERSION);
            case STATUS, ABORT -> List.of(Option.UPLOAD_ID);
            case COMMIT -> List.of(Option.UPLOAD_ID, Option.PARENTS, Option.EXPECT_VERSION, Option.EXPECT_ABSENT);
            case STAT -> List.of();
        };
    }

    private static Failure unsupported(String sentence) {
        return new Failure(ErrorCode.UNSUPPORTED, sentence);
    }
}
