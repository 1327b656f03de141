package sample.shop;

/**
 * The shop keeps its promises with {@code supervision.enabled=false} too.
 */
class UnsupervisedShopTests extends ShopTests {

	@Override
	Shop open() {
		return Shop.open("supervision.enabled=false");
	}

}
