#include "domain/called_zones.h"

#include <algorithm>
#include <array>

namespace backline {

namespace {

struct ZoneOfCodes {
    std::string_view zone;
    std::string_view codes;  // apart by single spaces
};

// Area codes of the North American Numbering Plan. A code that lies in several zones stands in each
// of them: cell phones travel, so no finer table of prefixes would be truer. Overlays stand with
// the code they overlay, some that are not yet in service among them.
constexpr std::array area_codes{
    ZoneOfCodes{
        "America/New_York",
        "201 202 203 207 212 215 216 219 220 223 227 229 231 234 239 240 248 252 260 267 269 270 "
        "272 276 283 301 302 304 305 313 315 317 321 324 326 329 330 332 336 339 347 351 352 363 "
        "364 380 386 401 404 407 410 412 413 419 423 434 436 440 443 445 448 463 465 470 472 475 "
        "478 484 502 508 513 516 517 518 540 551 561 567 570 571 574 582 585 586 603 606 607 609 "
        "610 614 616 617 624 631 640 645 646 656 667 678 679 680 681 686 689 703 704 706 716 717 "
        "718 724 727 728 729 732 734 740 743 754 757 762 765 770 771 772 774 781 786 802 803 804 "
        "810 812 813 814 821 826 828 835 838 839 843 845 848 850 854 856 857 859 860 862 863 864 "
        "865 878 904 906 908 910 912 914 917 919 929 930 934 937 941 943 947 948 954 959 973 978 "
        "980 984 989"},
    ZoneOfCodes{
        "America/Chicago",
        "205 210 214 217 218 219 224 225 228 235 251 254 256 262 270 274 281 308 309 312 314 316 "
        "318 319 320 325 327 331 334 337 346 353 361 364 402 405 409 414 417 423 430 432 447 448 "
        "457 464 469 471 479 483 501 504 507 512 515 531 534 539 557 563 572 573 574 580 601 605 "
        "606 608 612 615 618 620 621 629 630 636 641 651 659 660 662 682 701 708 712 713 715 726 "
        "729 730 731 737 763 769 773 779 785 806 812 815 816 817 830 832 847 850 861 870 872 901 "
        "903 906 913 918 920 924 930 931 936 938 940 945 952 956 972 975 979 985"},
    ZoneOfCodes{
        "America/Denver",
        "208 303 307 308 385 406 435 458 505 541 575 605 620 701 719 720 748 775 785 801 915 928 "
        "970 983 986"},
    ZoneOfCodes{"America/Phoenix", "480 520 602 623 928"},
    ZoneOfCodes{
        "America/Los_Angeles",
        "206 208 209 213 253 279 310 323 341 350 357 360 369 408 415 424 425 442 458 503 509 510 "
        "530 541 559 562 564 619 626 628 650 657 661 669 702 707 714 725 738 747 760 775 805 818 "
        "820 831 837 840 858 909 916 925 949 951 971 986"},
    ZoneOfCodes{"America/Anchorage", "907"},
    ZoneOfCodes{"America/Adak", "907"},
    ZoneOfCodes{"Pacific/Honolulu", "808"},
    ZoneOfCodes{"America/St_Johns", "709 879"},
    ZoneOfCodes{"America/Halifax", "367 418 428 506 581 709 782 879 902"},
    ZoneOfCodes{
        "America/Toronto",
        "226 249 263 289 343 354 365 367 382 416 418 437 438 450 468 514 519 548 579 581 613 647 "
        "683 705 742 753 807 819 867 873 905 942"},
    ZoneOfCodes{"America/Winnipeg", "204 431 584 807 867"},
    ZoneOfCodes{"America/Regina", "306 474 639"},
    ZoneOfCodes{"America/Edmonton", "236 250 257 306 368 403 474 587 639 672 778 780 825 867"},
    ZoneOfCodes{"America/Whitehorse", "236 250 257 672 778 867"},
    ZoneOfCodes{"America/Vancouver", "236 250 257 604 672 778"},
    ZoneOfCodes{"America/Puerto_Rico",
                "246 264 268 284 340 473 664 721 758 767 784 787 809 829 849 868 869 939"},
    ZoneOfCodes{"America/Nassau", "242"},
    ZoneOfCodes{"America/Jamaica", "345 658 876"},
    ZoneOfCodes{"America/Grand_Turk", "649"},
    ZoneOfCodes{"Atlantic/Bermuda", "441"},
    ZoneOfCodes{"Pacific/Guam", "670 671"},
    ZoneOfCodes{"Pacific/Pago_Pago", "684"},
};

// Country codes, each with a zone that keeps the same time as the country's own; large countries
// with several. Russia is a compromise: its eleven zones together leave no hour in which all are
// awake.
constexpr std::array country_codes{
    ZoneOfCodes{"Africa/Abidjan",
                "220 221 222 223 224 225 226 228 231 232 233 239 245 247 290 354"},
    ZoneOfCodes{"Africa/Cairo", "20"},
    ZoneOfCodes{"Africa/Casablanca", "212"},
    ZoneOfCodes{"Africa/Lagos", "213 216 227 229 234 235 236 237 240 241 242 243 244"},
    ZoneOfCodes{"Africa/Maputo", "211 218 243 249 250 257 258 260 263 264 265 266 267 268 27"},
    ZoneOfCodes{"Africa/Nairobi", "251 252 253 254 255 256 261 262 269 291"},
    ZoneOfCodes{"America/Argentina/Buenos_Aires", "54 598"},
    ZoneOfCodes{"America/Asuncion", "595"},
    ZoneOfCodes{"America/Bogota", "51 57 593"},
    ZoneOfCodes{"America/Cancun", "52 507"},
    ZoneOfCodes{"America/Caracas", "58 591 592"},
    ZoneOfCodes{"America/Cayenne", "594 597"},
    ZoneOfCodes{"America/Guatemala", "501 502 503 504 505 506"},
    ZoneOfCodes{"America/Havana", "53"},
    ZoneOfCodes{"America/Hermosillo", "52"},
    ZoneOfCodes{"America/Manaus", "55"},
    ZoneOfCodes{"America/Mazatlan", "52"},
    ZoneOfCodes{"America/Mexico_City", "52"},
    ZoneOfCodes{"America/Miquelon", "508"},
    ZoneOfCodes{"America/Noronha", "55"},
    ZoneOfCodes{"America/Nuuk", "299"},
    ZoneOfCodes{"America/Port-au-Prince", "509"},
    ZoneOfCodes{"America/Puerto_Rico", "297 590 596 599"},
    ZoneOfCodes{"America/Punta_Arenas", "500 56"},
    ZoneOfCodes{"America/Rio_Branco", "55"},
    ZoneOfCodes{"America/Santiago", "56"},
    ZoneOfCodes{"America/Sao_Paulo", "55"},
    ZoneOfCodes{"America/Tijuana", "52"},
    ZoneOfCodes{"Asia/Almaty", "76 77"},
    ZoneOfCodes{"Asia/Bangkok", "66 84 855 856"},
    ZoneOfCodes{"Asia/Beirut", "961"},
    ZoneOfCodes{"Asia/Dhaka", "246 880 975 996"},
    ZoneOfCodes{"Asia/Dubai", "230 248 262 374 968 971 994 995"},
    ZoneOfCodes{"Asia/Hovd", "976"},
    ZoneOfCodes{"Asia/Jakarta", "62"},
    ZoneOfCodes{"Asia/Jayapura", "62"},
    ZoneOfCodes{"Asia/Jerusalem", "970 972"},
    ZoneOfCodes{"Asia/Kabul", "93"},
    ZoneOfCodes{"Asia/Karachi", "92 960 992 993 998"},
    ZoneOfCodes{"Asia/Kathmandu", "977"},
    ZoneOfCodes{"Asia/Kolkata", "91 94"},
    ZoneOfCodes{"Asia/Makassar", "62"},
    ZoneOfCodes{"Asia/Riyadh", "962 963 964 965 966 967 973 974"},
    ZoneOfCodes{"Asia/Singapore", "60 63 65 673 852 853 86 886"},
    ZoneOfCodes{"Asia/Tehran", "98"},
    ZoneOfCodes{"Asia/Tokyo", "670 680 81 82 850"},
    ZoneOfCodes{"Asia/Ulaanbaatar", "976"},
    ZoneOfCodes{"Asia/Yangon", "95"},
    ZoneOfCodes{"Atlantic/Azores", "351"},
    ZoneOfCodes{"Atlantic/Canary", "298 34"},
    ZoneOfCodes{"Atlantic/Cape_Verde", "238"},
    ZoneOfCodes{"Australia/Adelaide", "61"},
    ZoneOfCodes{"Australia/Brisbane", "61"},
    ZoneOfCodes{"Australia/Perth", "61"},
    ZoneOfCodes{"Australia/Sydney", "61"},
    ZoneOfCodes{"Europe/Athens", "30 357 358 359 370 371 372 380 40"},
    ZoneOfCodes{"Europe/Chisinau", "373"},
    ZoneOfCodes{"Europe/Istanbul", "90"},
    ZoneOfCodes{"Europe/Lisbon", "351"},
    ZoneOfCodes{"Europe/London", "353 44"},
    ZoneOfCodes{"Europe/Moscow", "375 7"},
    ZoneOfCodes{
        "Europe/Paris",
        "31 32 33 34 350 352 355 356 36 376 377 378 379 381 382 383 385 386 387 389 39 41 420 421 "
        "423 43 45 46 47 48 49"},
    ZoneOfCodes{"Pacific/Apia", "685"},
    ZoneOfCodes{"Pacific/Auckland", "64"},
    ZoneOfCodes{"Pacific/Easter", "56"},
    ZoneOfCodes{"Pacific/Efate", "678"},
    ZoneOfCodes{"Pacific/Fiji", "674 679 681 686 688 692"},
    ZoneOfCodes{"Pacific/Galapagos", "593"},
    ZoneOfCodes{"Pacific/Guadalcanal", "677 687 691"},
    ZoneOfCodes{"Pacific/Norfolk", "672"},
    ZoneOfCodes{"Pacific/Pago_Pago", "683"},
    ZoneOfCodes{"Pacific/Port_Moresby", "675 691"},
    ZoneOfCodes{"Pacific/Tahiti", "682 689"},
    ZoneOfCodes{"Pacific/Tongatapu", "676 690"},
};

bool has(std::string_view codes, std::string_view code) {
    while (!codes.empty()) {
        const std::size_t end = std::min(codes.find(' '), codes.size());
        if (codes.substr(0, end) == code) return true;
        codes.remove_prefix(std::min(end + 1, codes.size()));
    }
    return false;
}

template <std::size_t n>
std::vector<std::string> zones_of(const std::array<ZoneOfCodes, n>& table, std::string_view code) {
    std::vector<std::string> zones;
    for (const ZoneOfCodes& row : table) {
        if (has(row.codes, code)) zones.emplace_back(row.zone);
    }
    return zones;
}

}  // namespace

std::vector<std::string> called_zones(std::string_view e164) {
    if (e164.starts_with("+1") && e164.size() >= 5) {
        auto zones = zones_of(area_codes, e164.substr(2, 3));
        if (!zones.empty()) return zones;
    } else if (e164.starts_with("+")) {
        // Country codes are one to three digits and no one begins another, but for Kazakhstan
        // within Russia's: the longest wins.
        for (std::size_t length = 3; length >= 1; --length) {
            auto zones = zones_of(country_codes, e164.substr(1, length));
            if (!zones.empty()) return zones;
        }
    }
    return {"America/New_York",  "America/Chicago", "America/Denver",  "America/Los_Angeles",
            "America/Anchorage", "America/Adak",    "Pacific/Honolulu"};
}

}  // namespace backline
